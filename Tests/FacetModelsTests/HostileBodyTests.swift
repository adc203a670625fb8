import FacetHTTP
import FacetJSON
import FacetModels
import Testing

@Suite struct HostileBodyTests {
  @Test(
    "A body with any one member exchanged is a completion or an error",
    arguments: [
      "openai.success", "openai.tool-call", "xai.success", "mistral.success", "openai.rate-limit",
      "openrouter.success", "openrouter.refusal", "anthropic.success", "anthropic.thinking",
      "anthropic.quota", "gemini.success", "gemini.tool-call", "gemini.rate-limit",
      "mistral.validation",
    ])
  func exchanged(fixture: String) throws {
    let name = String(fixture.prefix { $0 != "." })
    let endpoint = try Endpoint(provider: #require(ProviderTable.provider(named: name)))
    let response = try Fixture.response(fixture)
    let body = try ResponseJSON.value(of: response.body)
    let strangers: [JSONValue] = [
      nil, true, "", "Zoë", [], [nil], [[:]], [:], ["error": nil], -1,
      .number(JSONNumber(validated: "9223372036854775807")),
      .number(JSONNumber(validated: "1e400")), 0.5,
    ]
    for stranger in strangers {
      for variant in variants(of: body, with: stranger) {
        var changed = response
        changed.body = variant.bytes()
        do throws(ModelError) {
          let completion = try endpoint.wireFormat.completion(
            of: changed, at: endpoint, now: .seconds(1_795_000_000))
          #expect(completion.usage.map { $0.cachedTokens <= $0.promptTokens } ?? true)
          #expect(completion.usage.map { $0.reasoningTokens <= $0.completionTokens } ?? true)
        } catch {
          #expect(!error.message.isEmpty)
          #expect(error.message.count <= 600)
        }
      }
    }
  }

  /// A value with each of its parts in turn exchanged for another, itself included.
  private func variants(of value: JSONValue, with stranger: JSONValue) -> [JSONValue] {
    var all = [stranger]
    switch value {
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        for variant in variants(of: element, with: stranger) {
          var changed = elements
          changed[index] = variant
          all.append(.array(changed))
        }
      }
    case .object(let object):
      for member in object.members {
        for variant in variants(of: member.value, with: stranger) {
          var changed = object
          changed[member.key] = variant
          all.append(.object(changed))
        }
      }
    default: break
    }
    return all
  }
}

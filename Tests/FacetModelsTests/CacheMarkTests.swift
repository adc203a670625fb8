import FacetHTTP
import FacetJSON
import FacetModels
import Testing

@Suite struct CacheMarkTests {
  private func content(_ text: String, prefix: Int?) throws -> JSONValue {
    let endpoint = try Endpoint(provider: #require(ProviderTable.provider(named: "anthropic")))
    var request = ModelRequest(
      model: "claude-haiku-4-5", messages: [ChatMessage(.user, text: text)])
    request.cachedPrefixLength = prefix
    let message = endpoint.wireFormat.httpRequest(
      for: request, at: endpoint, adjustments: RequestAdjustments(), deadlines: HTTPDeadlines())
    let body = try ResponseJSON.value(of: message.body)
    return try #require(body["messages"]?[0]?["content"])
  }

  @Test("The shared prefix is marked, and the text stays the same")
  func marks() throws {
    #expect(
      try content("the sample, then what to do", prefix: 10) == [
        ["type": "text", "text": "the sample", "cache_control": ["type": "ephemeral"]],
        ["type": "text", "text": ", then what to do"],
      ])
    #expect(
      try content("all of it", prefix: 9) == [
        ["type": "text", "text": "all of it", "cache_control": ["type": "ephemeral"]]
      ])
  }

  @Test("An invalid prefix leaves the text whole", arguments: [nil, 0, 99, 2] as [Int?])
  func leaves(length: Int?) throws {
    // Two bytes end within the second letter.
    #expect(try content("aé", prefix: length) == "aé")
  }
}

import FacetHTTP
import FacetModels
import FacetPlatform
import Foundation
import Testing

@Suite("Keys in responses")
struct KeyRedactionTests {
  private static let key = "sk-test/Ab+9xQ2vLmN0pRtU4w"

  private static func endpoint(_ key: String, headers: [String: String] = [:]) throws -> Endpoint {
    try Endpoint(
      provider: #require(ProviderTable.provider(named: "openai")), key: Secret(key),
      extraHeaders: headers)
  }

  private static let forms: [String] = {
    let bytes = Data(key.utf8)
    let percent = key.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    return [
      key, "Bearer \(key)", percent.replacing("%2D", with: "-"),
      bytes.base64EncodedString(), Data("Bearer \(key)".utf8).base64EncodedString(),
      Data("u:\(key)".utf8).base64EncodedString(),
      Data("user:\(key)!".utf8).base64EncodedString().replacing("+", with: "-")
        .replacing("/", with: "_"),
    ]
  }()

  @Test("A body is stored without the keys in use, and otherwise as received", arguments: forms)
  func bodies(form: String) throws {
    let redaction = BodyRedaction(for: [try Self.endpoint(Self.key)])
    let body = "{\"headers\":\"\(form)\",\"again\":\"\(form)\",\"text\":\"Lima\"}"
    let redacted = String(decoding: redaction.redacting(Array(body.utf8)), as: UTF8.self)
    for stretch in [Self.key, String(Self.key.prefix(12)), String(form.suffix(20).prefix(12))] {
      #expect(!redacted.contains(stretch))
    }
    #expect(redacted.hasSuffix("\"text\":\"Lima\"}"))
    #expect(redacted.contains("<redacted>"))
  }

  @Test("A key in a header is redacted; a local server's placeholder is not")
  func whichKeys() throws {
    let redaction = BodyRedaction(for: [
      try Self.endpoint("lm-studio", headers: ["Ocp-Apim-Subscription-Key": "0123456789abcdef"]),
      try Self.endpoint("EMPTY"),
    ])
    let body = Array("lm-studio EMPTY 0123456789abcdef".utf8)
    #expect(
      String(decoding: redaction.redacting(body), as: UTF8.self) == "lm-studio EMPTY <redacted>")
  }

  @Test("A body without a key is the same")
  func others() throws {
    let redaction = BodyRedaction(for: [try Self.endpoint(Self.key)])
    for body in [[], Array("{}".utf8), Array(repeating: UInt8(ascii: "s"), count: 100_000)] {
      #expect(redaction.redacting(body) == body)
    }
  }

  @Test(
    "An error shows neither a key nor a part of one",
    arguments: forms + ["key …\(key.suffix(9)) is wrong", "\(key.prefix(11))… is wrong"])
  func errors(form: String) throws {
    let error = ModelError(
      from: HTTPResponse(
        status: 401, headers: [:], body: Array("{\"error\":{\"message\":\"Got \(form)\"}}".utf8)),
      at: try Self.endpoint(Self.key), now: .zero)
    #expect(error.message.hasPrefix("Got"))
    let key = Array(Self.key)
    for start in 0...(key.count - 8) {
      #expect(!error.message.contains(String(key[start..<start + 8])))
    }
    #expect(error.message.contains("<redacted>"))
  }
}

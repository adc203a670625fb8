import FacetHTTP
import FacetJSON
import FacetModels
import Testing

/// What providers say, and what it means: each case is a whole response.
@Suite struct ErrorFixtureTests {
  @Test(
    "A response has its provider's meaning",
    arguments: [
      "context", "quota", "waits", "parameters", "access", "success", "negatives", "providers",
      "gateways",
    ])
  func means(file: String) throws {
    let cases = try #require(try Fixture.json("Errors/\(file).json").array)
    for value in cases {
      let expected = ErrorCase(value)
      let error = expected.error()
      #expect(error?.kind.rawValue ?? "completion" == expected.meaning, "\(expected.name)")
      guard let error else { continue }
      if let concerns = expected.concerns {
        #expect(error.concerns.rawValue == concerns, "\(expected.name)")
      }
      if let isCertain = expected.isCertain {
        #expect(error.isCertain == isCertain, "\(expected.name)")
      }
      if let message = expected.message { #expect(error.message == message, "\(expected.name)") }
      if expected.tellsWait {
        #expect(error.retryAfter.map(ErrorCase.rounded) == expected.wait, "\(expected.name)")
      }
      if let sends = expected.sends {
        let learnt = RequestAdjustments().adjusted(
          after: error, request: Self.request(temperature: expected.temperature),
          wireFormat: .openAIChat)
        #expect(learnt?.adjustments.summary ?? [] == sends, "\(expected.name)")
      }
    }
  }

  @Test("A used-up quota stops its endpoint or its lane at once")
  func isConclusive() throws {
    let cases = try #require(try Fixture.json("Errors/quota.json").array)
    for value in cases {
      let expected = ErrorCase(value)
      #expect(expected.error()?.isConclusive == true, "\(expected.name)")
    }
  }

  @Test("No sample that an error quotes stops an endpoint")
  func quotesAreNotConclusive() throws {
    let samples = [
      "Your credit balance is too low", "Incorrect API key provided", "insufficient_quota",
      "My account is suspended", "Daily limit exceeded", "You exceeded your current quota",
      "invalid x-api-key", "accept the terms of the model", "账户余额不足，请充值", "您的账号已欠费",
      "今日调用次数已达上限", "模型不存在",
    ]
    let frames = [
      "Invalid 'messages[0].content': '▲'", "Could not parse \"▲\" as JSON", "Bad input: ▲",
      "The request was rejected. The text reads as follows: ▲", "Unexpected value `▲` in content",
      "Failed to deserialize the JSON body into the target type at line 1: ▲",
      "请求参数错误：“▲”", "消息内容：▲", "「▲」 is not a valid message", "无法解析 content=‘▲’",
      "Could not parse ▲", "Unexpected text ▲ at line 1", "参数 ▲ 不合法", "无法解析 ▲",
    ]
    for sample in samples {
      for frame in frames {
        for status in [400, 422, 500] {
          let message = frame.replacing("▲", with: sample)
          let error = ErrorCase.error(
            status: status, body: ["error": ["message": .string(message)]])
          #expect(error?.isConclusive == false, "\(status) \(message)")
        }
      }
    }
  }

  @Test("An error of a megabyte is read as its beginning")
  func longTexts() {
    let text = "Your credit balance is too low. " + String(repeating: "x ", count: 1 << 19)
    for body: JSONValue in [
      ["error": ["message": .string(text)]], .string(text), ["detail": .string(text)],
      ["message": .string(text)], ["error": .string(text)],
    ] {
      let clock = ContinuousClock()
      var error: ModelError?
      let time = clock.measure { error = ErrorCase.error(status: 400, body: body) }
      #expect(error?.kind == .quota)
      #expect(error?.message.count == 600)
      #expect(time < .seconds(1), "it took \(time)")
    }
  }

  private static func request(temperature: Double) -> ModelRequest {
    ModelRequest(
      model: "m", messages: [ChatMessage(.user, text: "hi")],
      options: SamplingOptions(
        maxTokens: 40_000, temperature: JSONNumber(temperature), topP: JSONNumber(1), stop: ["#"],
        seed: 7, reasoningEffort: "low"))
  }
}

/// One case of a file of fixtures.
struct ErrorCase {
  private let value: JSONValue

  init(_ value: JSONValue) {
    self.value = value
  }

  var name: String { value["name"]?.string ?? "" }
  /// The class of the error, or `completion`.
  var meaning: String { value["is"]?.string ?? "" }
  var concerns: String? { value["concerns"]?.string }
  var isCertain: Bool? { value["certain"]?.bool }
  var message: String? { value["message"]?.string }
  var tellsWait: Bool { value["wait"] != nil }
  var wait: Duration? { value["wait"]?.double.map { .milliseconds(Int(($0 * 1000).rounded())) } }
  /// A wait to the millisecond.
  static func rounded(_ wait: Duration) -> Duration {
    .milliseconds(Int((wait / .milliseconds(1)).rounded()))
  }

  /// The temperature of the request that was refused.
  var temperature: Double { value["temperature"]?.double ?? 0.7 }
  var sends: [String]? { value["sends"]?.array?.compactMap(\.string) }

  /// The error that the response is; `nil` if it is a completion with a text.
  func error() -> ModelError? {
    var headers = HTTPHeaders()
    for member in value["headers"]?.object?.members ?? [] {
      headers.append(name: member.key, value: member.value.string ?? "")
    }
    return Self.error(
      status: value["status"]?.int ?? 0, headers: headers, body: value["body"] ?? .null,
      provider: value["provider"]?.string ?? "openai")
  }

  static func error(
    status: Int, headers: HTTPHeaders = [:], body: JSONValue, provider: String = "openai"
  ) -> ModelError? {
    let endpoint = Endpoint(
      provider: ProviderTable.provider(named: provider) ?? ProviderTable.fallback)
    let response = HTTPResponse(
      status: status, headers: headers,
      body: body.string.map { Array($0.utf8) } ?? body.bytes())
    do throws(ModelError) {
      let completion = try endpoint.wireFormat.completion(
        of: response, at: endpoint, now: .seconds(1_795_000_000))
      #expect(!completion.text.isEmpty)
      return nil
    } catch {
      return error
    }
  }
}

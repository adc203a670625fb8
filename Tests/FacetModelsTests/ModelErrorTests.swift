import FacetHTTP
import FacetModels
import FacetPlatform
import Testing

@Suite struct ModelErrorTests {
  /// 2026-11-18T11:06:40Z.
  private static let now = Duration.seconds(1_795_000_000)

  private func error(
    _ status: Int, _ body: String, headers: HTTPHeaders = [:], key: String? = nil,
    extraHeaders: [String: String] = [:], at name: String = "openai"
  ) throws -> ModelError {
    let provider = try #require(ProviderTable.provider(named: name))
    let endpoint = Endpoint(
      provider: provider, key: key.map(Secret.init), keyVariable: provider.keyVariables.first,
      extraHeaders: extraHeaders)
    return ModelError(
      from: HTTPResponse(status: status, headers: headers, body: Array(body.utf8)), at: endpoint,
      now: Self.now)
  }

  @Test(
    "A status without a body has a class of its own",
    arguments: [
      (301, .invalidRequest), (400, .invalidRequest), (401, .authentication), (402, .quota),
      (403, .authentication), (404, .invalidRequest), (405, .invalidRequest), (408, .timeout),
      (409, .network), (413, .invalidRequest), (415, .invalidRequest), (422, .invalidRequest),
      (425, .network), (429, .rateLimited), (498, .overloaded), (499, .network), (500, .network),
      (502, .network), (503, .overloaded), (504, .timeout), (520, .network), (522, .network),
      (524, .timeout), (529, .overloaded),
    ] as [(Int, ModelError.Kind)])
  func statuses(status: Int, kind: ModelError.Kind) throws {
    let error = try error(status, "")
    #expect(error.kind == kind)
    #expect(error.status == status)
    #expect(!error.message.isEmpty)
  }

  @Test(
    "The wait is read from headers, from the body and from words",
    arguments: [
      (["retry-after": "7"], "", .seconds(7)),
      (["retry-after": "0.5"], "", .milliseconds(500)),
      (["retry-after": "-3"], "", .zero),
      (["retry-after": "Wed, 18 Nov 2026 11:07:00 GMT"], "", .seconds(20)),
      (["retry-after": "Wed, 18 Nov 2026 11:06:00 GMT"], "", .zero),
      (["retry-after": "7", "retry-after-ms": "1500"], "", .milliseconds(1500)),
      ([:], #"{"error":{"message":"Please try again in 6.5s."}}"#, .milliseconds(6500)),
      ([:], #"{"error":{"message":"Please try again in 120ms"}}"#, .milliseconds(120)),
      ([:], #"{"error":{"message":"Try again in 1m2s, please"}}"#, .seconds(62)),
      ([:], #"{"error":{"message":"Retry after 30 seconds."}}"#, .seconds(30)),
      ([:], #"{"error":{"message":"Please retry in 2 minutes"}}"#, .seconds(120)),
      ([:], #"{"error":{"message":"Try again in a while"}}"#, nil),
      (["retry-after": "soon"], "", nil),
      (["retry-after": "nan"], "", nil),
      (
        [:], #"{"error":{"code":429,"message":"","details":[{"retryDelay":"46.37s"}]}}"#,
        .seconds(46.37)
      ),
    ] as [(HTTPHeadersLiteral, String, Duration?)])
  func waits(headers: HTTPHeadersLiteral, body: String, expected: Duration?) throws {
    #expect(try error(429, body, headers: headers.headers).retryAfter == expected)
  }

  @Test("The endpoint's key is in no text, nor is a word that looks like a key")
  func redacts() throws {
    let key = "abcdef-secret-0123456789"
    let echoed = try error(
      400,
      #"{"error":{"message":"Bad key 'abcdef-secret-0123456789'.","param":"abcdef-secret-0123456789"}}"#,
      key: key)
    #expect(echoed.message == "Bad key '<redacted>'.")
    #expect(echoed.parameter == "<redacted>")
    let masked = try error(
      401,
      #"{"error":{"message":"Incorrect API key provided: sk-proj-abcd****wxyz. Look (sk-x)."}}"#)
    #expect(masked.message == "Incorrect API key provided: <redacted>. Look (sk-x).")
    let plain = try error(502, "upstream rejected Bearer abcdef-secret-0123456789", key: key)
    #expect(!plain.message.contains("abcdef"))
    let header = try error(
      400, "token t0ken-in-a-header is unknown",
      extraHeaders: ["X-Auth-Token": "t0ken-in-a-header", "X-Title": "is"])
    #expect(header.message == "token <redacted> is unknown")
  }

  @Test("A key is redacted before a long text is cut")
  func redactsBeforeCutting() throws {
    let key = "abcdef-secret-0123456789"
    let error = try error(500, String(repeating: "x", count: 590) + " " + key, key: key)
    #expect(error.message.count == 600)
    #expect(!error.message.contains("abcdef"))
  }

  @Test(
    "An error has advice for its reader",
    arguments: [
      (401, "", "sk", "openai", "check the key in OPENAI_API_KEY"),
      (401, "", nil, "openai", "no key was sent; set OPENAI_API_KEY"),
      (403, "", "sk", "mistral", "check the permissions of the key in MISTRAL_API_KEY"),
      (
        404, #"{"error":{"message":"The model `x` does not exist"}}"#, "sk", "groq",
        "check the model's name and that Groq serves it"
      ),
      (404, "", "sk", "groq", "check the model's name and the base URL"),
      (
        403, #"{"error":{"message":"Country, region, or territory not supported"}}"#, "sk",
        "openai", "OpenAI refuses requests from your region, whatever the key"
      ),
      (
        402, "", "sk", "deepseek", "add credit or raise the spend limit at DeepSeek, then run again"
      ),
    ] as [(Int, String, String?, String, String)])
  func hints(status: Int, body: String, key: String?, provider: String, hint: String) throws {
    #expect(try error(status, body, key: key, at: provider).hint == hint)
  }

  @Test("A redirect's hint names its target, without the query")
  func redirectHint() throws {
    let error = try error(308, "", headers: ["Location": "https://new.example/v1?token=x"])
    #expect(error.hint == "the server redirects to https://new.example/v1; correct the base URL")
  }

  @Test("The provider's advice on retries takes precedence")
  func advice() throws {
    #expect(try error(400, "", headers: ["x-should-retry": "true"]).isTransient)
    #expect(try !error(503, "", headers: ["x-should-retry": "false"]).isTransient)
    #expect(try error(503, "").isTransient)
  }

  @Test("The request's identifier comes from the headers, else from the body")
  func requestIdentifier() throws {
    let body = #"{"type":"error","error":{"type":"api_error","message":"m"},"request_id":"b"}"#
    #expect(try error(500, body, headers: ["Request-Id": "h"]).requestID == "h")
    #expect(try error(500, body).requestID == "b")
  }

  @Test(
    "A request without a response is an error of its own class",
    arguments: [
      (.connectTimeout, .timeout), (.firstByteTimeout, .timeout), (.stallTimeout, .timeout),
      (.totalTimeout, .timeout), (.cancelled, .cancelled), (.connect, .network),
      (.nameResolution, .network), (.tls, .network), (.connectionLost, .network),
      (.unansweredOnReusedConnection, .network), (.malformedResponse, .malformedResponse),
      (.tooLarge, .malformedResponse), (.invalidRequest, .invalidRequest),
    ] as [(HTTPError.Reason, ModelError.Kind)])
  func transport(reason: HTTPError.Reason, kind: ModelError.Kind) {
    let error = ModelError(from: HTTPError(reason, "what happened"))
    #expect(error.kind == kind)
    #expect(error.message == "what happened")
    #expect(error.status == nil)
  }

  @Test("A web page under HTTP 200 leads to a hint about the base URL")
  func webPage() throws {
    let endpoint = Endpoint(provider: ProviderTable.fallback, baseURL: "https://www.example/")
    let response = HTTPResponse(
      status: 200, headers: [:], body: Array("<html><title>Hello</title></html>".utf8))
    let error = #expect(throws: ModelError.self) {
      try WireFormat.openAIChat.completion(of: response, at: endpoint, now: Self.now)
    }
    #expect(error?.message == "the answer is a web page titled 'Hello', not JSON")
    #expect(
      error?.hint
        == "check the base URL https://www.example/: it may lack a path such as /v1")
  }
}

/// Headers in a table's row.
struct HTTPHeadersLiteral: Sendable, ExpressibleByDictionaryLiteral, CustomTestStringConvertible {
  var headers = HTTPHeaders()
  var testDescription: String { "\(headers.fields)" }

  init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { headers.append(name: name, value: value) }
  }
}

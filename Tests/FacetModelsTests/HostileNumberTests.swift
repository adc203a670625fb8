import FacetHTTP
import FacetJSON
import FacetModels
import Testing

@Suite("Impossible numbers in responses")
struct HostileNumberTests {
  private static let numbers = [
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-1", "-0.5", "1e18",
    "1e30", "1e308", "1e999", "-1e999", "NaN", "Infinity", "-Infinity", "\"NaN\"", "\"12\"",
    "\"-5\"", "null", "true", "[]", "{}", "{\"a\": 1}", "0.5", "1e-320",
  ]

  /// The text of a body in which each number in turn is another.
  private static func variants(of body: String) -> [String] {
    var variants: [String] = []
    for match in body.matches(of: /:(\d+(?:\.\d+)?)/) {
      let range = match.output.1.startIndex..<match.output.1.endIndex
      for number in numbers { variants.append(body.replacingCharacters(range, with: number)) }
    }
    return variants
  }

  private static let bodies: [(String, String)] = [
    (
      "openai",
      """
      {"id":"x","created":1,"choices":[{"index":0,"message":{"content":"Lima"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"cost":0.25,"prompt_tokens_details":{"cached_tokens":2,"cache_write_tokens":1},"completion_tokens_details":{"reasoning_tokens":3}}}
      """
    ),
    (
      "deepseek",
      """
      {"choices":[{"index":0,"message":{"content":"Lima"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"prompt_cache_hit_tokens":4,"prompt_cache_miss_tokens":6,"reasoning_tokens":5,"total_tokens":20}}
      """
    ),
    (
      "openai",
      """
      data: {"choices":[{"index":0,"delta":{"content":"Lima","tool_calls":[{"index":0,"function":{"name":"f","arguments":"{}"}}]}}]}

      data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5}}

      data: [DONE]

      """
    ),
    (
      "anthropic",
      """
      {"content":[{"type":"text","text":"Lima"}],"stop_reason":"end_turn","usage":{"input_tokens":21,"output_tokens":5,"cache_creation_input_tokens":50,"cache_read_input_tokens":100,"cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":30},"output_tokens_details":{"thinking_tokens":4}}}
      """
    ),
    (
      "anthropic",
      """
      event: message_start
      data: {"type":"message_start","message":{"usage":{"input_tokens":21,"output_tokens":1}}}

      data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Lima"}}

      data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}

      """
    ),
    (
      "gemini",
      """
      {"candidates":[{"index":0,"content":{"parts":[{"text":"Lima"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":1,"thoughtsTokenCount":40,"cachedContentTokenCount":4,"toolUsePromptTokenCount":3,"totalTokenCount":50}}
      """
    ),
  ]

  @Test(
    "A reply with an impossible number is an answer with plausible usage or none, or an error",
    arguments: bodies)
  func replies(provider: String, body: String) throws {
    let endpoint = try Endpoint(provider: #require(ProviderTable.provider(named: provider)))
    let variants = Self.variants(of: body)
    #expect(variants.count >= 3 * Self.numbers.count)
    let price = ModelPrice(
      rates: ModelPrice.Rates(
        input: try #require(USDollars("999999999999999")),
        output: try #require(USDollars("999999999999999"))))
    for variant in variants {
      do throws(ModelError) {
        let completion = try endpoint.wireFormat.completion(
          of: HTTPResponse(status: 200, headers: HTTPHeaders(), body: Array(variant.utf8)),
          at: endpoint, now: .zero)
        #expect(completion.text == "Lima" || completion.text.isEmpty)
        let cost = completion.reportedCostUSD.flatMap { USDollars.costOfAnswer(reported: $0) }
        #expect(cost.map { $0 >= .zero } ?? true)
        guard var usage = completion.usage else { continue }
        for count in [
          usage.promptTokens, usage.completionTokens, usage.cachedTokens, usage.cacheWriteTokens,
          usage.reasoningTokens,
        ] {
          #expect(0...3_000_000_000 ~= count)
        }
        let one = usage
        for _ in 0..<100 { usage += one }
        #expect(usage.totalTokens >= 0)
        #expect(price.cost(of: usage) >= .zero)
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
  }

  @Test(
    "An impossible main count makes the usage unknown, so that it is estimated",
    arguments: [
      ("openai", "prompt_tokens"), ("openai", "completion_tokens"), ("anthropic", "input_tokens"),
      ("anthropic", "output_tokens"), ("gemini", "promptTokenCount"),
      ("gemini", "candidatesTokenCount"),
    ])
  func unknown(provider: String, key: String) throws {
    let endpoint = try Endpoint(provider: #require(ProviderTable.provider(named: provider)))
    let body = try #require(Self.bodies.first { $0.0 == provider }?.1)
    let range = try #require(body.firstRange(of: try Regex("\"\(key)\":\\d+")))
    for number in ["1e999", "NaN", "-1", "1e30", "9223372036854775807", "\"7\"", "true"] {
      let variant = body.replacingCharacters(range, with: "\"\(key)\":\(number)")
      let completion = try endpoint.wireFormat.completion(
        of: HTTPResponse(status: 200, headers: HTTPHeaders(), body: Array(variant.utf8)),
        at: endpoint, now: .zero)
      // NaN is read as null, and a null count is one that Gemini left out.
      if key == "candidatesTokenCount", number == "NaN" { continue }
      #expect(completion.usage == nil, "\(key) \(number)")
      #expect(completion.text == "Lima")
    }
  }

  @Test("A limit header with an impossible number is ignored or harmless")
  func headers() throws {
    let names = [
      "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests",
      "x-ratelimit-reset-requests", "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens",
      "x-ratelimit-reset-tokens", "x-ratelimit-limit", "x-ratelimit-remaining",
      "x-ratelimit-reset", "x-ratelimit-limit-requests-day", "x-ratelimit-reset-requests-day",
      "x-ratelimit-limit-tokens-minute", "x-ratelimit-remaining-tokens-minute",
      "anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining",
      "anthropic-ratelimit-requests-reset", "anthropic-ratelimit-tokens-limit",
      "anthropic-ratelimit-input-tokens-limit", "anthropic-ratelimit-input-tokens-reset",
      "anthropic-ratelimit-output-tokens-remaining", "retry-after", "retry-after-ms",
      "x-litellm-response-cost", "llm_provider-x-ratelimit-limit-requests",
    ]
    let values =
      Self.numbers + [
        "", " ", "9e99s", "99999999999999999999h", "-5s", "1e400ms", "9999999999999999d",
        "99999-99-99T99:99:99Z", "2026-02-31T25:61:61Z", "+292277026596-12-04T15:30:08Z",
        "Thu, 99 Foo 99999 99:99:99 GMT", "0x7fffffffffffffff", "٣",
      ]
    for provider in ProviderTable.all {
      let endpoint = Endpoint(provider: provider)
      for name in names {
        for value in values {
          var headers = HTTPHeaders()
          for other in names where other != name && !other.hasPrefix("retry") {
            headers.append(name: other, value: "10")
          }
          headers.append(name: name, value: value)
          _ = RateLimitStatus(headers: headers, provider: provider, now: .seconds(1_795_000_000))
          let error = ModelError(
            from: HTTPResponse(status: 429, headers: headers, body: []), at: endpoint,
            now: .seconds(1_795_000_000))
          #expect(error.retryAfter.map { $0 >= .zero } ?? true)
        }
      }
    }
  }
}

extension String {
  fileprivate func replacingCharacters(_ range: Range<Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}

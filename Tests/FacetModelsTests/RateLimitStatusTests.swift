import FacetHTTP
import FacetModels
import Testing

@Suite struct RateLimitStatusTests {
  /// 2026-11-18T11:06:40Z.
  private static let now = Duration.seconds(1_795_000_000)

  private func status(_ headers: HTTPHeaders, at provider: String = "openai") throws
    -> RateLimitStatus?
  {
    try RateLimitStatus(
      headers: headers, provider: #require(ProviderTable.provider(named: provider)), now: Self.now)
  }

  @Test("OpenAI's headers give requests and tokens a minute")
  func openAI() throws {
    let status = try status([
      "X-RateLimit-Limit-Requests": "5000", "x-ratelimit-remaining-requests": "4999",
      "x-ratelimit-reset-requests": "12ms", "x-ratelimit-limit-tokens": "200000",
      "x-ratelimit-remaining-tokens": "199000", "x-ratelimit-reset-tokens": "6m0s",
    ])
    #expect(
      status
        == RateLimitStatus(
          requests: .init(
            limit: 5000, remaining: 4999, reset: .milliseconds(12), period: .seconds(60)),
          tokens: .init(
            limit: 200_000, remaining: 199_000, reset: .seconds(360), period: .seconds(60))))
  }

  @Test("Groq counts requests by the day")
  func groq() throws {
    let status = try status(
      [
        "x-ratelimit-limit-requests": "14400", "x-ratelimit-remaining-requests": "14370",
        "x-ratelimit-reset-requests": "2m59.56s",
      ], at: "groq")
    #expect(status?.requests?.period == .seconds(86_400))
    #expect(status?.requests?.reset == .seconds(179.56))
    #expect(status?.tokens == nil)
  }

  @Test("Anthropic's resets are moments")
  func anthropic() throws {
    let status = try status(
      [
        "anthropic-ratelimit-requests-limit": "50", "anthropic-ratelimit-requests-remaining": "49",
        "anthropic-ratelimit-requests-reset": "2026-11-18T11:07:00Z",
        "anthropic-ratelimit-input-tokens-limit": "40000",
        "anthropic-ratelimit-input-tokens-remaining": "39000",
        "anthropic-ratelimit-input-tokens-reset": "2026-11-18T11:06:00Z",
        "anthropic-ratelimit-output-tokens-limit": "8000",
        "anthropic-ratelimit-output-tokens-remaining": "0",
      ], at: "anthropic")
    #expect(
      status?.requests == .init(limit: 50, remaining: 49, reset: .seconds(20), period: .seconds(60))
    )
    // What has nothing left is what holds requests back.
    #expect(status?.tokens?.limit == 8000)
    #expect(status?.tokens?.remaining == 0)
  }

  @Test("Together counts both by the second")
  func together() throws {
    let status = try status(
      [
        "x-ratelimit-limit": "10", "x-ratelimit-remaining": "9", "x-ratelimit-reset": "1",
        "x-tokenlimit-limit": "3000", "x-tokenlimit-remaining": "2900",
      ], at: "together")
    #expect(
      status?.requests
        == .init(limit: 10, remaining: 9, reset: .seconds(1), period: .seconds(1)))
    #expect(status?.tokens == .init(limit: 3000, remaining: 2900, period: .seconds(1)))
  }

  @Test("A negative number remaining stands for unknown, and so does nothing remaining of nothing")
  func unknownRemaining() throws {
    #expect(try status(["x-ratelimit-remaining-requests": "-1"]) == nil)
    #expect(
      try status(["x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "7"]) == nil)
    let known = try status([
      "x-ratelimit-limit-requests": "10", "x-ratelimit-remaining-requests": "-1",
    ])
    #expect(known?.requests == .init(limit: 10, period: .seconds(60)))
  }

  @Test("Headers that name their period are believed")
  func namedPeriods() throws {
    let status = try status(
      [
        "x-ratelimit-limit-requests-day": "14400", "x-ratelimit-remaining-requests-day": "14399",
        "x-ratelimit-reset-requests-day": "33011.38", "x-ratelimit-limit-tokens-minute": "60000",
        "x-ratelimit-remaining-tokens-minute": "59000", "x-ratelimit-reset-tokens-minute": "11.38",
      ], at: "cerebras")
    #expect(status?.requests?.period == .seconds(86_400))
    #expect(status?.tokens?.period == .seconds(60))
    #expect(status?.tokens?.reset == .seconds(11.38))
  }

  @Test("Headers without a subject count requests, and a proxy's prefix does not matter")
  func otherNames() throws {
    let plain = try status(
      [
        "X-RateLimit-Limit": "20", "X-RateLimit-Remaining": "3",
        "X-RateLimit-Reset": "1795000005000",
      ], at: "openrouter")
    #expect(plain?.requests == .init(limit: 20, remaining: 3, reset: .seconds(5)))
    let proxied = try status(["llm_provider-x-ratelimit-limit-tokens": "1000"], at: "litellm_proxy")
    #expect(proxied?.tokens?.limit == 1000)
    #expect(try status(["content-type": "application/json"]) == nil)
  }

  @Test(
    "A reset is read in every notation",
    arguments: [
      ("12ms", .milliseconds(12)),
      ("1s", .seconds(1)),
      ("6m0s", .seconds(360)),
      ("1h2m3.5s", .seconds(3723.5)),
      ("250µs", .microseconds(250)),
      ("0", .zero),
      ("59", .seconds(59)),
      ("0.25", .milliseconds(250)),
      ("-5", .zero),
      ("1795000030", .seconds(30)),
      ("1794999990", .zero),
      ("1795000030000", .seconds(30)),
      ("2026-11-18T11:07:00Z", .seconds(20)),
      ("2026-11-18T12:07:00.5+01:00", .milliseconds(20_500)),
      ("Wed, 18 Nov 2026 11:07:00 GMT", .seconds(20)),
      ("90000", nil),
      ("2d", nil),
      ("soon", nil),
      ("5x", nil),
      ("", nil),
    ] as [(String, Duration?)])
  func resets(text: String, expected: Duration?) throws {
    let status = try status([
      "x-ratelimit-limit-requests": "10", "x-ratelimit-reset-requests": text,
    ])
    #expect(status?.requests?.limit == 10)
    #expect(status?.requests?.reset == expected)
  }
}

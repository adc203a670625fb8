import FacetJSON
import FacetModels
import Testing

@testable import FacetRehearsal

@Suite("Limits are enforced and reported")
struct LimitTests {
  private let start = ContinuousClock.now

  @Test("A bucket refills with time and never above its capacity")
  func bucket() {
    var bucket = RateBucket(perMinute: 60, burst: .seconds(2), now: start)
    #expect(bucket.standing.remaining == 2)
    bucket.take(2)
    #expect(bucket.wait(for: 1) == .seconds(1))
    bucket.refill(now: start + .milliseconds(250))
    #expect(bucket.wait(for: 1) == .milliseconds(750))
    bucket.refill(now: start + .seconds(3600))
    #expect(bucket.wait(for: 2) == .zero)
    #expect(bucket.standing.remaining == 2)
    #expect(bucket.standing.reset == .zero)
  }

  @Test("An amount larger than a bucket passes when it is full, and is paid off")
  func oversized() {
    var bucket = RateBucket(perMinute: 600, burst: .seconds(1), now: start)
    #expect(bucket.wait(for: 100) == .zero)
    bucket.take(100)
    #expect(bucket.standing.remaining == 0)
    #expect(bucket.wait(for: 1) == .milliseconds(9100))
  }

  @Test("A rejected request takes nothing")
  func allOrNothing() {
    var lane = LaneLimits(
      RehearsalLimits(requestsPerMinute: 60, tokensPerMinute: 600), now: start)
    #expect(lane.take(tokens: 500, now: start) == nil)
    let shortage = lane.take(tokens: 200, now: start)
    #expect(shortage == .init(of: .tokens, wait: .seconds(10)))
    #expect(lane.standing.requests?.remaining == 59)
    #expect(lane.standing.tokens?.remaining == 100)
  }

  @Test("OpenAI's headers tell limit, rest and reset")
  func openAIHeaders() async throws {
    var options = RehearsalOptions()
    options.limits = RehearsalLimits(requestsPerMinute: 2, tokensPerMinute: 100_000)
    try await RehearsalServer.withServer(options: options) { server in
      let first = try #require(server.response(to: RehearsalRequest()))
      #expect(first.header("x-ratelimit-limit-requests") == "2")
      #expect(first.header("x-ratelimit-remaining-requests") == "1")
      #expect(first.header("x-ratelimit-limit-tokens") == "100000")
      let total = try #require(first.json?["usage"]?["total_tokens"]?.int)
      let remaining = first.header("x-ratelimit-remaining-tokens").flatMap { Int($0) }
      #expect(remaining == 100_000 - total)
      #expect(first.header("x-ratelimit-reset-requests")?.hasSuffix("s") == true)
      _ = server.response(to: RehearsalRequest())
      let third = try #require(server.response(to: RehearsalRequest()))
      #expect(third.status == 429)
      #expect(third.header("x-ratelimit-remaining-requests") == "0")
      #expect(third.header("retry-after") == "30")
      let milliseconds = third.header("retry-after-ms").flatMap { Int($0) } ?? 0
      #expect((25_000...30_000).contains(milliseconds))
      #expect(third.json?["error"]?["code"] == "rate_limit_exceeded")
      #expect(server.statistics.rateLimited == 1)
      // Another model is another lane.
      #expect(server.response(to: RehearsalRequest(model: "other"))?.status == 200)
    }
  }

  @Test("Anthropic's headers tell the reset as a moment")
  func anthropicHeaders() async throws {
    var options = RehearsalOptions()
    options.limits.requestsPerMinute = 1
    try await RehearsalServer.withServer(options: options) { server in
      let first = try #require(server.response(to: RehearsalRequest(.anthropicMessages)))
      #expect(first.header("anthropic-ratelimit-requests-limit") == "1")
      #expect(first.header("anthropic-ratelimit-requests-remaining") == "0")
      #expect(first.header("anthropic-ratelimit-requests-reset")?.hasSuffix("Z") == true)
      #expect(first.header("anthropic-ratelimit-tokens-limit") == nil)
      let second = try #require(server.response(to: RehearsalRequest(.anthropicMessages)))
      #expect(second.status == 429)
      #expect(second.header("retry-after") == "60")
      #expect(second.header("retry-after-ms") == nil)
    }
  }

  @Test("Gemini tells the wait in the body alone")
  func geminiBody() async throws {
    var options = RehearsalOptions()
    options.limits.requestsPerMinute = 1
    try await RehearsalServer.withServer(options: options) { server in
      _ = server.response(to: RehearsalRequest(.geminiGenerateContent))
      let second = try #require(server.response(to: RehearsalRequest(.geminiGenerateContent)))
      #expect(second.status == 429)
      #expect(second.header("retry-after") == nil)
      let details = second.json?["error"]?["details"]?.array ?? []
      let delay = details.compactMap { $0["retryDelay"]?.string }.first
      #expect(delay?.hasSuffix("s") == true)
      #expect(second.text.contains("PerMinute"))
    }
  }

  @Test("A server rejects requests above its capacity", arguments: [429, 503])
  func saturation(status: Int) async throws {
    var options = RehearsalOptions()
    options.limits = RehearsalLimits(maxConcurrent: 1, saturatedStatus: status)
    options.retryAfter = .seconds(3)
    try await RehearsalServer.withServer(options: options) { server in
      let stalled = RawConnection(port: server.port)
      stalled.send(RehearsalRequest().with(fault: .stall).bytes)
      while server.statistics.concurrent == 0 { await Task.yield() }
      let second = try #require(server.response(to: RehearsalRequest()))
      #expect(second.status == status)
      #expect(second.header("retry-after") == "3")
      #expect(server.statistics.saturated == 1)
    }
  }

  @Test("A request in flight frees its place when its client leaves")
  func clientLeaves() async throws {
    try await RehearsalServer.withServer { server in
      do {
        let stalled = RawConnection(port: server.port)
        stalled.send(RehearsalRequest().with(fault: .stall).bytes)
        while server.statistics.concurrent == 0 { await Task.yield() }
      }
      while server.statistics.concurrent > 0 { await Task.yield() }
      #expect(server.statistics.broken == 1)
    }
  }

  @Test(
    "Durations are written as Go writes them",
    arguments: [
      (0, "0s"), (12, "12ms"), (1000, "1s"), (1500, "1.5s"), (7660, "7.66s"), (1005, "1.005s"),
      (360_000, "6m0s"), (3_602_500, "1h0m2.5s"),
    ])
  func goText(milliseconds: Int, text: String) {
    #expect(Duration.milliseconds(milliseconds).goText == text)
  }

  @Test(
    "Moments are written as HTTP and RFC 3339 write them",
    arguments: [
      (0, "Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00Z"),
      (951_827_696, "Tue, 29 Feb 2000 12:34:56 GMT", "2000-02-29T12:34:56Z"),
      (1_795_188_600, "Fri, 20 Nov 2026 15:30:00 GMT", "2026-11-20T15:30:00Z"),
    ])
  func moments(seconds: Int, http: String, internet: String) {
    let moment = WallTime(sinceEpoch: .seconds(seconds))
    #expect(moment.httpText == http)
    #expect(moment.internetText == internet)
    #expect(moment.advanced(by: .milliseconds(-1)).roundedUp == moment)
  }
}

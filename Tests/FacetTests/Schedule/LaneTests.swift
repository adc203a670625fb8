import FacetModels
import Testing

@testable import Facet

@Suite("A lane")
struct LaneTests {
  /// `count` requests under way together, which then end with verdicts.
  private func burst(
    _ bench: inout QueueBench, from order: Int, count: Int,
    _ verdict: (Int) -> FinishedAttempt.Verdict
  ) {
    for order in order..<order + count { bench.enqueue(order) }
    let started = bench.admit()
    bench.now += .milliseconds(10)
    for order in started { bench.finish(order, verdict(order)) }
  }

  @Test("Neither waits nor slows down at one refusal in twenty, wherever it falls")
  func sporadicRefusals() {
    var bench = QueueBench(slots: 64)
    var random = SeededGenerator(seed: 11)
    for round in 0..<40 {
      burst(&bench, from: round * 64, count: 64) { _ in
        Int.random(in: 0..<20, using: &random) == 0
          ? .saturated(retryAfter: .seconds(20)) : .success
      }
      #expect(bench.lane.heldUntil == nil)
      #expect(bench.lane.concurrencyLimit == 64)
    }
  }

  @Test("Is held and cut once when a quarter of the last 64 answers were refusals")
  func saturation() {
    var bench = QueueBench(slots: 64)
    burst(&bench, from: 0, count: 64) { $0 < 48 ? .success : .saturated(retryAfter: .seconds(3)) }
    #expect(bench.lane.concurrencyLimit == 44)
    #expect(bench.lane.heldUntil == bench.now + .seconds(3))
    bench.enqueue(100)
    #expect(bench.admit(after: .milliseconds(2900)) == [])
    #expect(bench.admit(after: .milliseconds(100)) == [100])
  }

  @Test("Counts the refusals of one burst as one signal, and probes before the next")
  func oneCutPerBurst() {
    var bench = QueueBench(slots: 64)
    burst(&bench, from: 0, count: 64) { _ in .refused }
    #expect(bench.lane.concurrencyLimit == 44)
    for order in 100..<164 { bench.enqueue(order) }
    #expect(bench.admit(after: .seconds(2)) == [100])
  }

  @Test("Has its concurrency back when a probe shows that the server is")
  func backAfterProbe() {
    var bench = QueueBench(slots: 64)
    burst(&bench, from: 0, count: 64) { _ in .refused }
    bench.now += .seconds(2)
    bench.answer(1, from: 100)
    #expect(bench.lane.concurrencyLimit == 64)
  }

  @Test(
    "Holds for a second if a saturated server names no wait", arguments: [nil, Duration.zero])
  func holdsWithoutRetryAfter(retryAfter: Duration?) {
    var bench = QueueBench(slots: 64)
    burst(&bench, from: 0, count: 64) { _ in .saturated(retryAfter: retryAfter) }
    #expect(bench.lane.heldUntil == bench.now + .seconds(1))
  }

  @Test("Never falls below one request at a time")
  func floor() {
    var bench = QueueBench(slots: 4)
    for round in 0..<13 {
      burst(&bench, from: round * 4, count: 4) { _ in .refused }
      bench.now += .seconds(61)
    }
    #expect(bench.lane.parking == nil)
    #expect(bench.admit().count == 1)
  }

  @Test("Gains one request at a time, up to its maximum")
  func additiveIncrease() {
    var bench = QueueBench(slots: 64)
    burst(&bench, from: 0, count: 64) { $0 < 48 ? .success : .refused }
    var limits = [bench.lane.concurrencyLimit]
    var order = 1000
    while bench.lane.concurrencyLimit < 64, order < 200_000 {
      bench.now += .seconds(1)
      bench.answer(1, from: order)
      order += 1
      if limits.last != bench.lane.concurrencyLimit { limits.append(bench.lane.concurrencyLimit) }
    }
    #expect(limits == [44, 64] || limits == Array(44...64))
    bench.answer(1000, from: order)
    #expect(bench.lane.concurrencyLimit == 64)
  }

  @Test("Sends a few requests ahead, and the others at the first answer or half a second later")
  func scouts() {
    for answers in [true, false] {
      var bench = QueueBench(slots: 64, scouts: 4)
      for order in 0..<64 { bench.enqueue(order) }
      #expect(bench.admit() == [0, 1, 2, 3])
      if answers {
        bench.finish(0)
        #expect(bench.admit().count == 60)
      } else {
        #expect(bench.admit(after: .milliseconds(499)) == [])
        #expect(bench.admit(after: .milliseconds(1)).count == 60)
      }
    }
  }

  @Test("Is parked for a wait above ten minutes, but not for ten")
  func parksAtLongWaits() {
    var bench = QueueBench()
    bench.answer(1, .saturated(retryAfter: .seconds(600)))
    #expect(bench.lane.parking == nil)
    bench.answer(1, from: 1, .saturated(retryAfter: .seconds(601)))
    #expect(bench.lane.parking?.opensAgain == bench.now + .seconds(601))
    bench.enqueue(5)
    #expect(bench.queue.takeStopped().count == 1)
  }

  @Test("Is parked when it has refused everything for fifteen minutes")
  func parksAfterDrought() {
    var bench = QueueBench()
    bench.answer(1)
    bench.answer(1, from: 1, .refused)
    bench.now += .seconds(899)
    bench.answer(1, from: 2, .refused)
    #expect(bench.lane.parking == nil)
    bench.now += .seconds(2)
    bench.answer(1, from: 3, .refused)
    #expect(bench.lane.parking != nil)
  }

  @Test("Is not parked at the first refusal after an idle period")
  func idleIsNoDrought() {
    var bench = QueueBench()
    bench.answer(1)
    bench.now += .seconds(3600)
    bench.answer(1, from: 1, .refused)
    #expect(bench.lane.parking == nil)
  }

  @Test("Keeps to the requests per minute of the configuration")
  func configuredRate() {
    var bench = QueueBench(slots: 1000, requestsPerMinute: 600)
    for order in 0..<1000 { bench.enqueue(order) }
    var count = bench.admit().count
    #expect(count == 10)
    for _ in 0..<600 { count += bench.admit(after: .milliseconds(100)).count }
    #expect((609...611).contains(count))
  }

  @Test("Lets a request that is larger than its token budget go alone")
  func oversized() {
    var bench = QueueBench(slots: 10, tokensPerMinute: 6000)
    bench.enqueue(0, tokens: 50_000)
    bench.enqueue(1, tokens: 10)
    #expect(bench.admit() == [0])
    #expect(bench.admit(after: .seconds(400)) == [])
    bench.finish(0, usedTokens: 50_000)
    #expect(bench.admit(after: .seconds(101)) == [1])
  }

  @Test("Gives back the tokens that an answer did not use")
  func settlesTokens() {
    var bench = QueueBench(slots: 10, tokensPerMinute: 60_000)
    bench.enqueue(0, tokens: 1000)
    bench.enqueue(1, tokens: 900)
    #expect(bench.admit() == [0])
    bench.finish(0, usedTokens: 100)
    #expect(bench.admit() == [1])
  }

  @Test("Paces itself by the headers' limit once little of it is left")
  func learnsLimit() {
    var bench = QueueBench(slots: 1000)
    func status(remaining: Int) -> RateLimitStatus {
      RateLimitStatus(
        requests: .init(limit: 600, remaining: remaining, reset: .seconds(50), period: .seconds(60))
      )
    }
    bench.enqueue(0)
    #expect(bench.admit() == [0])
    bench.finish(0, rateLimits: status(remaining: 500))
    for order in 1..<300 { bench.enqueue(order) }
    #expect(bench.admit().count == 299)
    bench.finish(1, rateLimits: status(remaining: 59))
    for order in 300..<2000 { bench.enqueue(order) }
    var count = 0
    for _ in 0..<600 { count += bench.admit(after: .milliseconds(100)).count }
    #expect((600...612).contains(count))
  }

  @Test("Converts a limit over another period to its rate")
  func learnsPerSecond() {
    var bench = QueueBench(slots: 1000)
    bench.answer(1)
    bench.enqueue(1)
    _ = bench.admit()
    bench.finish(
      1,
      rateLimits: RateLimitStatus(
        requests: .init(limit: 20, remaining: 1, reset: nil, period: .seconds(1))))
    for order in 2..<1000 { bench.enqueue(order) }
    var count = 0
    for _ in 0..<100 { count += bench.admit(after: .milliseconds(100)).count }
    #expect((195...225).contains(count))
  }

  @Test("Does not spread the remaining allowance of a day over the day")
  func leavesDailyLimitsAlone() {
    var bench = QueueBench(slots: 100)
    bench.answer(1)
    bench.enqueue(1)
    _ = bench.admit()
    bench.finish(
      1,
      rateLimits: RateLimitStatus(
        requests: .init(
          limit: 1440, remaining: 100, reset: .seconds(3600), period: .seconds(86_400))))
    for order in 2..<52 { bench.enqueue(order) }
    #expect(bench.admit().count == 50)
  }

  @Test("Waits for the reset when nothing remains")
  func holdsAtNothingLeft() {
    var bench = QueueBench()
    bench.enqueue(0)
    _ = bench.admit()
    bench.finish(
      0,
      rateLimits: RateLimitStatus(requests: .init(limit: 60, remaining: 0, reset: .seconds(7))))
    bench.enqueue(1)
    #expect(bench.admit(after: .seconds(6.9)) == [])
    #expect(bench.admit(after: .seconds(0.2)) == [1])
  }

  @Test("Waits a second at most when nothing remains of a limit whose pace it keeps")
  func goesOnAtItsPace() {
    var bench = QueueBench()
    let status = RateLimitStatus(requests: .init(limit: 600, remaining: 0, reset: .seconds(60)))
    bench.enqueue(0)
    _ = bench.admit()
    bench.finish(0, rateLimits: status)
    bench.enqueue(1)
    #expect(bench.admit(after: .seconds(59)) == [])
    #expect(bench.admit(after: .seconds(2)) == [1])
    bench.finish(1, rateLimits: status)
    bench.enqueue(2)
    #expect(bench.admit(after: .milliseconds(900)) == [])
    #expect(bench.admit(after: .milliseconds(200)) == [2])
  }

  @Test("Waits for the named time if it is shorter than the reset of the exhausted limit")
  func shorterWait() {
    var bench = QueueBench()
    bench.enqueue(0)
    _ = bench.admit()
    bench.finish(
      0, .saturated(retryAfter: .milliseconds(250)),
      rateLimits: RateLimitStatus(
        requests: .init(limit: 60, remaining: 0, reset: .seconds(60), period: .seconds(60))))
    #expect(bench.lane.heldUntil == bench.now + .milliseconds(250))
    bench.enqueue(1)
    #expect(bench.admit(after: .milliseconds(1100)) == [1])
  }

  @Test("Is parked when nothing remains for longer than ten minutes")
  func parksAtDailyLimit() {
    var bench = QueueBench()
    bench.enqueue(0)
    _ = bench.admit()
    bench.finish(
      0,
      rateLimits: RateLimitStatus(
        requests: .init(limit: 60, remaining: 0, reset: .seconds(7200), period: .seconds(86_400))))
    #expect(bench.lane.parking?.opensAgain == bench.now + .seconds(7200))
  }

  @Test("Prefers the configured limit to the headers")
  func configurationWins() {
    var bench = QueueBench(slots: 1000, requestsPerMinute: 6000)
    bench.enqueue(0)
    _ = bench.admit()
    bench.finish(
      0,
      rateLimits: RateLimitStatus(requests: .init(limit: 60, remaining: 1, reset: .seconds(1))))
    for order in 1..<500 { bench.enqueue(order) }
    bench.now += .seconds(1)
    #expect(bench.admit().count == 100)
  }
}

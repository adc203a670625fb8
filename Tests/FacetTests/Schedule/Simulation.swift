import FacetModels
import HeapModule

@testable import Facet

/// A server with limits, and clients that ask it through an admission queue, in simulated time.
struct Simulation {
  /// What the server allows.
  struct Server {
    var maxConcurrent: Int?
    /// Requests per minute; a minute's worth may be used at once unless `burst` says less.
    var requestsPerMinute: Double?
    var burst: Duration = .seconds(60)
    var service: Duration = .milliseconds(500)
    /// How long an answer takes beside its service: all that a refusal takes.
    var roundTrip: Duration = .milliseconds(20)
    /// What the server tells those it refuses; `nil` for nothing.
    var retryAfter: Duration? = .seconds(1)
    var sendsHeaders = false
  }

  struct Result {
    var answered = 0
    var refused = 0
    /// Answers and refusals of the second half of the time alone.
    var lateAnswered = 0
    var lateRefused = 0
    /// The concurrency limit whenever an answer came, in the second half.
    var limits: [Int] = []

    var lateRefusedShare: Double {
      Double(lateRefused) / Double(max(1, lateRefused + lateAnswered))
    }
  }

  private struct End: Comparable {
    var time: ContinuousClock.Instant
    var order: Int
    var isAnswer: Bool
    var status: RateLimitStatus?
    var retryAfter: Duration?

    static func < (a: End, b: End) -> Bool { (a.time, a.order) < (b.time, b.order) }
    static func == (a: End, b: End) -> Bool { a.time == b.time && a.order == b.order }
  }

  let server: Server
  let duration: Duration
  private var bench: QueueBench
  private var random: SeededGenerator
  private var ends = Heap<End>()
  private var serving = 0
  private var level: Double
  private var filled: ContinuousClock.Instant
  private var failures: [Int: Int] = [:]
  private var result = Result()
  private var nextOrder = 0

  init(_ server: Server, slots: Int = 64, duration: Duration, seed: UInt64) {
    self.server = server
    self.duration = duration
    bench = QueueBench(slots: slots)
    random = SeededGenerator(seed: seed)
    level = (server.requestsPerMinute ?? 0) * (server.burst / .seconds(60))
    filled = bench.now
  }

  static func run(
    _ server: Server, slots: Int = 64, duration: Duration, seed: UInt64
  ) -> Result {
    var simulation = Simulation(server, slots: slots, duration: duration, seed: seed)
    return simulation.run(slots: slots)
  }

  private mutating func run(slots: Int) -> Result {
    let start = bench.now
    for _ in 0..<slots * 4 { enqueueNew() }
    while bench.now - start < duration {
      for order in bench.admit() { serve(order) }
      let wake = bench.wake().map { bench.now + $0 }
      guard let next = [ends.min?.time, wake].compactMap({ $0 }).min() else { break }
      bench.now = max(next, bench.now + .nanoseconds(1))
      while let end = ends.min, end.time <= bench.now {
        ends.removeMin()
        finish(end, isLate: bench.now - start > duration / 2)
      }
    }
    return result
  }

  private mutating func enqueueNew() {
    bench.enqueue(nextOrder)
    nextOrder += 1
  }

  private mutating func serve(_ order: Int) {
    refill()
    let hasRoom = server.maxConcurrent.map { serving < $0 } ?? true
    let hasAllowance = server.requestsPerMinute == nil || level >= 1
    guard hasRoom, hasAllowance else {
      var retryAfter = server.retryAfter
      if let rate = server.requestsPerMinute, retryAfter != nil {
        retryAfter = .seconds((1 - level) / rate * 60)
      }
      ends.insert(
        End(
          time: bench.now + server.roundTrip, order: order, isAnswer: false, status: status,
          retryAfter: retryAfter))
      return
    }
    serving += 1
    level -= 1
    let time = server.service * Double.random(in: 0.5..<1.5, using: &random)
    ends.insert(
      End(time: bench.now + server.roundTrip + time, order: order, isAnswer: true, status: status))
  }

  private mutating func refill() {
    guard let rate = server.requestsPerMinute else { return }
    level = min(
      rate * (server.burst / .seconds(60)), level + rate * ((bench.now - filled) / .seconds(60)))
    filled = bench.now
  }

  private var status: RateLimitStatus? {
    guard server.sendsHeaders, let rate = server.requestsPerMinute else { return nil }
    let capacity = rate * (server.burst / .seconds(60))
    return RateLimitStatus(
      requests: .init(
        limit: Int(rate), remaining: Int(max(0, level)),
        reset: .seconds((capacity - max(0, level)) / rate * 60), period: .seconds(60)))
  }

  private mutating func finish(_ end: End, isLate: Bool) {
    if end.isAnswer {
      serving -= 1
      result.answered += 1
      if isLate { result.lateAnswered += 1 }
      bench.finish(end.order, .success, rateLimits: end.status)
      failures[end.order] = nil
      enqueueNew()
    } else {
      result.refused += 1
      if isLate { result.lateRefused += 1 }
      bench.finish(end.order, .saturated(retryAfter: end.retryAfter), rateLimits: end.status)
      failures[end.order, default: 0] += 1
      bench.enqueue(
        end.order,
        delay: Backoff.delay(
          afterFailures: failures[end.order] ?? 1, retryAfter: end.retryAfter,
          random: Double.random(in: 0..<1, using: &random)))
    }
    if isLate { result.limits.append(bench.lane.concurrencyLimit) }
  }
}

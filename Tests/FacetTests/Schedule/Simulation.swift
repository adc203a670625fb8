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
    var tokens: Tokens?
    /// The part of the requests that it refuses for no reason that it gives.
    var strayRefusals = 0.0
    /// Whether a refused request counts against the requests per minute like any other.
    var countsRefusals = false
    /// Whether all that a minute allows is there again at its end, rather than bit by bit.
    var fillsAtOnce = false
    /// When it refuses everything, since the beginning.
    var outage: Range<Duration>?
  }

  /// Tokens per minute that a server allows, and how it counts them.
  struct Tokens {
    var perMinute: Double
    var burst: Duration = .seconds(1)
    /// Whether it takes all that an answer may use when it admits a request, or what the answer
    /// has used once it is there.
    var countsReserved: Bool
    /// What a prompt has, and what the client takes it for.
    var prompt = 300.0
    var estimatedPrompt = 200.0
    /// What an answer may use, and what it does on average.
    var outputLimit = 500.0
    var output = 100.0
  }

  struct Result {
    var answered = 0
    var refused = 0
    /// Answers and refusals of the second half of the time alone.
    var lateAnswered = 0
    var lateRefused = 0
    /// The concurrency limit whenever an answer came, in the second half.
    var limits: [Int] = []
    /// Tokens that the server has counted in the second half.
    var lateTokens = 0.0
    /// When each request went out, and each answer came, since the beginning.
    var requestTimes: [Duration] = []
    var answerTimes: [Duration] = []
    /// Refusals until so many were answered.
    var refusedBeforeAnswer: [Int] = []

    func requests(before time: Duration) -> Int { requestTimes.count { $0 < time } }
    func answers(in times: Range<Duration>) -> Int { answerTimes.count { times.contains($0) } }

    var lateRefusedShare: Double {
      Double(lateRefused) / Double(max(1, lateRefused + lateAnswered))
    }
  }

  private struct End: Comparable {
    var time: ContinuousClock.Instant
    var order: Int
    var isAnswer: Bool
    var lacksTokens = false
    var status: RateLimitStatus?
    var retryAfter: Duration?
    var output = 0.0

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
  private var tokenLevel: Double
  private var filled: ContinuousClock.Instant
  private let start: ContinuousClock.Instant
  private var failures: [Int: Int] = [:]
  private var result = Result()
  private var nextOrder = 0

  init(_ server: Server, slots: Int = 64, duration: Duration, seed: UInt64) {
    self.server = server
    self.duration = duration
    bench = QueueBench(
      slots: slots,
      tokensPerMinute: server.sendsHeaders ? nil : server.tokens.map { Int($0.perMinute) },
      scouts: 4)
    random = SeededGenerator(seed: seed)
    level = (server.requestsPerMinute ?? 0) * (server.burst / .seconds(60))
    tokenLevel = server.tokens.map { $0.perMinute * ($0.burst / .seconds(60)) } ?? 0
    filled = bench.now
    start = bench.now
  }

  static func run(
    _ server: Server, slots: Int = 64, duration: Duration, seed: UInt64
  ) -> Result {
    var simulation = Simulation(server, slots: slots, duration: duration, seed: seed)
    return simulation.run(slots: slots)
  }

  private mutating func run(slots: Int) -> Result {
    for _ in 0..<slots * 4 { enqueueNew() }
    while bench.now - start < duration {
      for order in bench.admit() { serve(order) }
      let wake = bench.wake().map { bench.now + $0 }
      guard let next = [ends.min?.time, wake].compactMap({ $0 }).min() else { break }
      bench.now = max(next, bench.now + .nanoseconds(1))
      while let end = ends.min, end.time <= bench.now {
        ends.removeMin()
        finish(end)
      }
    }
    return result
  }

  private mutating func enqueueNew() {
    enqueue(nextOrder)
    nextOrder += 1
  }

  private mutating func enqueue(_ order: Int, delay: Duration? = nil) {
    let tokens = server.tokens
    bench.enqueue(
      order, tokens: tokens.map { $0.estimatedPrompt + $0.outputLimit } ?? 1,
      promptTokens: Int(tokens?.estimatedPrompt ?? 0), delay: delay)
  }

  private var isLate: Bool { bench.now - start > duration / 2 }

  private mutating func serve(_ order: Int) {
    refill()
    let elapsed = bench.now - start
    result.requestTimes.append(elapsed)
    if let outage = server.outage, outage.contains(elapsed) {
      ends.insert(
        End(
          time: bench.now + server.roundTrip, order: order, isAnswer: false,
          retryAfter: server.retryAfter))
      return
    }
    if server.strayRefusals > 0, Double.random(in: 0..<1, using: &random) < server.strayRefusals {
      ends.insert(End(time: bench.now + server.roundTrip, order: order, isAnswer: false))
      return
    }
    let hasRoom = server.maxConcurrent.map { serving < $0 } ?? true
    let needed = server.tokens.map { $0.countsReserved ? $0.prompt + $0.outputLimit : 1 } ?? 0
    let hasAllowance =
      (server.requestsPerMinute == nil || level >= 1) && (needed == 0 || tokenLevel >= needed)
    guard hasRoom, hasAllowance else {
      if server.countsRefusals, let rate = server.requestsPerMinute {
        level = max(-rate, level - 1)
      }
      var retryAfter = server.retryAfter
      if retryAfter != nil, server.requestsPerMinute != nil || server.tokens != nil {
        retryAfter = .seconds(
          max(
            server.requestsPerMinute.map { server.fillsAtOnce ? untilFull : (1 - level) / $0 * 60 }
              ?? 0,
            server.tokens.map { (needed - tokenLevel) / $0.perMinute * 60 } ?? 0))
      }
      ends.insert(
        End(
          time: bench.now + server.roundTrip, order: order, isAnswer: false,
          lacksTokens: needed > tokenLevel, status: status, retryAfter: retryAfter))
      return
    }
    serving += 1
    level -= 1
    if server.tokens?.countsReserved == true { count(tokens: needed) }
    let time = server.service * Double.random(in: 0.5..<1.5, using: &random)
    ends.insert(
      End(
        time: bench.now + server.roundTrip + time, order: order, isAnswer: true, status: status,
        output: (server.tokens?.output ?? 0) * Double.random(in: 0.5..<1.5, using: &random)))
  }

  private mutating func count(tokens: Double) {
    tokenLevel -= tokens
    if isLate { result.lateTokens += tokens }
  }

  private var untilFull: Double { 60 - (bench.now - filled) / .seconds(1) }

  private mutating func refill() {
    if server.fillsAtOnce, let rate = server.requestsPerMinute {
      if (bench.now - filled) / .seconds(60) >= 1 {
        filled += .seconds(60) * Int((bench.now - filled) / .seconds(60))
        level = rate
      }
      return
    }
    let minutes = (bench.now - filled) / .seconds(60)
    filled = bench.now
    if let rate = server.requestsPerMinute {
      level = min(rate * (server.burst / .seconds(60)), level + rate * minutes)
    }
    if let tokens = server.tokens {
      tokenLevel = min(
        tokens.perMinute * (tokens.burst / .seconds(60)), tokenLevel + tokens.perMinute * minutes)
    }
  }

  private var status: RateLimitStatus? {
    guard server.sendsHeaders else { return nil }
    func window(_ rate: Double, _ burst: Duration, _ level: Double) -> RateLimitStatus.Window {
      let left = max(0, level)
      let capacity = rate * (burst / .seconds(60))
      return RateLimitStatus.Window(
        limit: Int(rate), remaining: Int(left), reset: .seconds((capacity - left) / rate * 60),
        period: .seconds(60))
    }
    return RateLimitStatus(
      requests: server.requestsPerMinute.map { window($0, server.burst, level) },
      tokens: server.tokens.map { window($0.perMinute, $0.burst, tokenLevel) })
  }

  private mutating func finish(_ end: End) {
    if end.isAnswer {
      serving -= 1
      var used: Int?
      if let tokens = server.tokens {
        used = Int(tokens.prompt + end.output)
        if !tokens.countsReserved {
          refill()
          count(tokens: tokens.prompt + end.output)
        }
      }
      result.answered += 1
      result.answerTimes.append(bench.now - start)
      result.refusedBeforeAnswer.append(result.refused)
      if isLate { result.lateAnswered += 1 }
      bench.finish(
        end.order, .success, usedTokens: used,
        reportedPromptTokens: server.tokens.map { Int($0.prompt) }, rateLimits: end.status)
      failures[end.order] = nil
      enqueueNew()
    } else {
      result.refused += 1
      if isLate { result.lateRefused += 1 }
      bench.finish(
        end.order, .saturated(retryAfter: end.retryAfter), rateLimits: end.status,
        lacksTokens: end.lacksTokens)
      failures[end.order, default: 0] += 1
      enqueue(
        end.order,
        delay: Backoff.delay(
          afterFailures: failures[end.order] ?? 1, retryAfter: end.retryAfter,
          random: Double.random(in: 0..<1, using: &random)))
    }
    if isLate { result.limits.append(bench.lane.concurrencyLimit) }
  }
}

import FacetModels

@testable import Facet

/// An admission queue with a clock that a test moves.
struct QueueBench {
  var queue = AdmissionQueue()
  var now = ContinuousClock.now
  private var started:
    [Int: (lane: Int, at: ContinuousClock.Instant, tokens: Double, promptTokens: Int)] = [:]
  private var waiting: [Int: (lane: Int, order: Int, promptTokens: Int)] = [:]
  private var orders: [Int: Int] = [:]
  private var reservations: [Int: Spending] = [:]

  /// A queue with one endpoint and lanes of the same kind.
  init(
    slots: Int = 4, lanes: Int = 1, laneConcurrency: Int? = nil, requestsPerMinute: Int? = nil,
    tokensPerMinute: Int? = nil, scouts: Int? = nil
  ) {
    let endpoint = queue.addEndpoint(slots: slots)
    for _ in 0..<lanes {
      _ = queue.addLane(
        Lane(
          endpoint: endpoint, maxConcurrency: laneConcurrency ?? slots,
          requestsPerMinute: requestsPerMinute, tokensPerMinute: tokensPerMinute,
          scouts: scouts, at: now))
    }
  }

  var lane: Lane { queue.lanes[0] }

  mutating func enqueue(
    _ order: Int, lane: Int = 0, tokens: Double = 1, promptTokens: Int = 0,
    delay: Duration? = nil
  ) {
    let id = queue.enqueue(
      lane: lane, order: order, tokens: tokens, promptTokens: promptTokens, delay: delay, at: now)
    waiting[id] = (lane, order, promptTokens)
  }

  /// Moves the clock, and returns the orders of what may start then.
  mutating func admit(after duration: Duration = .zero) -> [Int] {
    now += duration
    return queue.admit(at: now).started.map { start in
      let (lane, order, promptTokens) = waiting.removeValue(forKey: start.id) ?? (0, -1, 0)
      started[order] = (lane, now, start.tokens, promptTokens)
      reservations[order] = start.reservation
      return order
    }
  }

  /// When the queue wants to be asked again, from now.
  mutating func wake() -> Duration? { queue.admit(at: now).wake.map { $0 - now } }

  /// Ends a request that has started.
  mutating func finish(
    _ order: Int, _ verdict: FinishedAttempt.Verdict = .success, usedTokens: Int? = nil,
    reportedPromptTokens: Int? = nil, rateLimits: RateLimitStatus? = nil,
    lacksTokens: Bool = false, spent: Spending = Spending(), sample: Int? = nil
  ) {
    guard let (lane, at, tokens, promptTokens) = started.removeValue(forKey: order) else { return }
    queue.finish(
      FinishedAttempt(
        lane: lane, sample: sample ?? order, startedAt: at, reservedTokens: tokens,
        usedTokens: usedTokens,
        rateLimits: rateLimits, verdict: verdict, lacksTokens: lacksTokens,
        estimatedPromptTokens: promptTokens,
        reportedPromptTokens: reportedPromptTokens,
        reservation: reservations.removeValue(forKey: order), spent: spent), at: now)
  }

  /// Starts and ends `count` requests one after another.
  mutating func answer(
    _ count: Int, from order: Int = 0, _ verdict: FinishedAttempt.Verdict = .success
  ) {
    for order in order..<order + count {
      enqueue(order)
      _ = admit()
      finish(order, verdict)
    }
  }
}

extension FinishedAttempt.Verdict {
  static let refused = FinishedAttempt.Verdict.saturated(retryAfter: .milliseconds(1))
  static let broken = FinishedAttempt.Verdict.failed(ModelError(.network, "connection reset"))
}

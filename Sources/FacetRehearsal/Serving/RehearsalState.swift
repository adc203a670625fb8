internal import FacetModels

/// The mutable state of a rehearsal; each method is one complete decision.
struct RehearsalState {
  var statistics = RehearsalStatistics()

  private let options: RehearsalOptions
  private var lanes: [Lane: LaneLimits] = [:]
  /// The number of admissions of each content.
  private var attempts: [UInt64: Int] = [:]
  private var answered: Set<UInt64> = []
  private var prefixes: PrefixCache

  private struct Lane: Hashable {
    var format: WireFormat
    var model: String
  }

  init(options: RehearsalOptions) {
    self.options = options
    prefixes = PrefixCache(lifetime: options.prefixLifetime)
  }

  /// The decision about a question.
  struct Admission {
    enum Decision {
      case answer
      case fault(RehearsalFault)
      case shortage(LaneLimits.Shortage)
      case saturated
    }

    var decision: Decision
    /// The 1-based attempt of its content; 0 if the limits rejected it.
    var attempt: Int
    var standing: LaneStanding?
    /// The cached tokens of the prompt.
    var cachedTokens = 0
  }

  /// Counts a request as in flight.
  mutating func enter() {
    statistics.requests += 1
    statistics.concurrent += 1
    statistics.maxConcurrent = max(statistics.maxConcurrent, statistics.concurrent)
  }

  mutating func leave() {
    // A reset drops the requests in flight.
    statistics.concurrent = max(0, statistics.concurrent - 1)
  }

  /// Decides about a question that has entered: capacity first, then the lane's rates, then faults.
  mutating func admit(
    _ question: Question, tokens: Int, order: FaultOrder?, now: ContinuousClock.Instant
  ) -> Admission {
    if let most = options.limits.maxConcurrent, statistics.concurrent > most {
      statistics.saturated += 1
      return Admission(decision: .saturated, attempt: 0, standing: nil)
    }
    let lane = Lane(format: question.format, model: question.model)
    var limits = lanes[lane] ?? LaneLimits(options.limits, now: now)
    let shortage = limits.take(tokens: tokens, now: now)
    lanes[lane] = limits
    if let shortage {
      statistics.rateLimited += 1
      return Admission(decision: .shortage(shortage), attempt: 0, standing: limits.standing)
    }
    let attempt = attempts[question.digest, default: 0] + 1
    attempts[question.digest] = attempt
    let fault = fault(for: question, attempt: attempt, order: order)
    if let fault { statistics.faults[fault, default: 0] += 1 }
    return Admission(
      decision: fault.map { .fault($0) } ?? .answer, attempt: attempt,
      standing: limits.standing,
      cachedTokens: prefixes.cachedTokens(of: question.prefix, at: now))
  }

  private func fault(
    for question: Question, attempt: Int, order: FaultOrder?
  ) -> RehearsalFault? {
    if let order { return order.fault(attempt: attempt) }
    guard !options.faults.isEmpty, !options.faultsOnFirstAttemptOnly || attempt == 1 else {
      return nil
    }
    var random = SeededRandom(options.seed, question.digest, UInt64(attempt), 2)
    return options.faults.fault(at: random.fraction())
  }

  /// Records the end of a response.
  mutating func finish(_ reply: Reply, isWhole: Bool, now: ContinuousClock.Instant) {
    guard isWhole else {
      statistics.broken += 1
      return
    }
    statistics.byStatus[reply.status, default: 0] += 1
    guard let digest = reply.answered else { return }
    statistics.answered += 1
    statistics.promptTokens += reply.promptTokens
    statistics.completionTokens += reply.completionTokens
    statistics.cachedTokens += reply.cachedTokens
    if let prefix = reply.prefix { prefixes.insert(prefix, at: now) }
    if !answered.insert(digest).inserted { statistics.duplicates += 1 }
  }

  /// Resets counts, attempts and used allowances; requests in flight stay counted.
  mutating func reset() {
    let concurrent = statistics.concurrent
    self = RehearsalState(options: options)
    statistics.concurrent = concurrent
    statistics.maxConcurrent = concurrent
  }
}

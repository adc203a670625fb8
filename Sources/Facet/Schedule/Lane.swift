internal import FacetModels
internal import HeapModule

/// A model at an endpoint: its limits, its pace and its waiting requests.
struct Lane: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// Its endpoint's index.
  let endpoint: Int
  private var concurrency: ConcurrencyLimit
  private(set) var inFlight = 0
  /// The number of requests sent so far, and the tokens of their answers.
  private(set) var started = 0
  private(set) var usedTokens = 0
  /// Nothing goes out before this.
  private(set) var heldUntil: Instant?
  /// Set when the lane is given up for this run.
  private(set) var parking: Parking?
  /// The spacing of requests while the server refuses them.
  private(set) var pace = LanePace()
  /// The latest refusal without a later success.
  private(set) var lastRefusal: ModelError?
  /// The evidence in its failures about the model and the endpoint.
  var evidence = FaultEvidence()
  var ready = Heap<Waiting>()
  var delayed = Heap<Delayed>()

  private var requests: TokenBucket?
  private var tokens: TokenAllowance
  private let hasConfiguredRequests: Bool
  private let hasConfiguredTokens: Bool
  /// When the lane was last held because of an allowance; answers to requests that started earlier
  /// carry no new information.
  private var lastShortage: Instant?
  /// When the current series of refusals without a success began.
  private var droughtStart: Instant?
  /// The number of requests sent ahead of all others at the beginning; `nil` for no such limit.
  private let scouts: Int?
  private var firstStart: Instant?

  /// Why a lane was given up, and when it would be available again, if known.
  struct Parking: Sendable, Hashable {
    var reason: String
    var opensAgain: Instant?
  }

  /// A request that may go out as soon as there is room.
  struct Waiting: Comparable, Sendable {
    var order: Int
    var id: Int
    var tokens: Double
    /// Estimated tokens of the prompt, which are part of ``tokens``.
    var promptTokens = 0

    static func < (a: Waiting, b: Waiting) -> Bool { (a.order, a.id) < (b.order, b.id) }
  }

  /// A delayed request.
  struct Delayed: Comparable, Sendable {
    var time: Instant
    var waiting: Waiting
    /// Why it is retried.
    var cause: RetryCause?

    static func < (a: Delayed, b: Delayed) -> Bool {
      a.time == b.time ? a.waiting < b.waiting : a.time < b.time
    }

    static func == (a: Delayed, b: Delayed) -> Bool {
      a.time == b.time && a.waiting == b.waiting
    }
  }

  /// The maximum wait of the other requests for the first answer.
  static let scoutingTime = Duration.milliseconds(500)

  /// - Parameter scouts: The number of requests sent ahead of all others, which follow at the first
  ///   success or half a second later; `nil` for no such limit. A server that refuses everything
  ///   then gets a few requests rather than one for each slot.
  init(
    endpoint: Int, maxConcurrency: Int, requestsPerMinute: Int?, tokensPerMinute: Int?,
    scouts: Int? = nil, at now: Instant
  ) {
    self.endpoint = endpoint
    self.scouts = scouts
    concurrency = ConcurrencyLimit(maximum: maxConcurrency)
    requests = requestsPerMinute.map { TokenBucket(rate: Double($0), at: now) }
    tokens = TokenAllowance(perMinute: tokensPerMinute, at: now)
    hasConfiguredRequests = requestsPerMinute != nil
    hasConfiguredTokens = tokensPerMinute != nil
  }

  /// The current limit on requests in flight.
  var concurrencyLimit: Int { concurrency.current }

  /// The limits in force: the configured ones, or those that the provider reported.
  var requestsPerMinute: Double? { requests?.rate }
  var tokensPerMinute: Double? { tokens.rate }
  /// The rate learned from refusals, while it applies.
  var keptRequestsPerMinute: Double? { pace.keptDistance.map { 60 / $0 } }

  /// The calibration of its estimated prompts.
  var inputCalibration: InputCalibration { tokens.calibration }

  /// Moves requests whose delay is over to those that are ready.
  mutating func release(at now: Instant) {
    while let next = delayed.min, next.time <= now {
      ready.insert(next.waiting)
      delayed.removeMin()
    }
  }

  /// When the first ready request may go out; `nil` while there is none, or no room.
  func opening(at now: Instant) -> Instant? {
    guard parking == nil, let next = ready.min, inFlight < concurrencyLimit else { return nil }
    var time = now
    if let heldUntil { time = max(time, heldUntil) }
    if let nextStart = pace.nextStart { time = max(time, nextStart) }
    if let scouts, !evidence.hasAnswered, inFlight >= scouts, let firstStart {
      time = max(time, firstStart + Self.scoutingTime)
    }
    if let requests { time = max(time, requests.available(1, at: now)) }
    return max(time, tokens.available(for: next, at: now))
  }

  /// Takes the first ready request and counts it as in flight; returns its number and the tokens
  /// reserved for it.
  mutating func start(at now: Instant) -> (id: Int, tokens: Double) {
    let next = ready.removeMin()
    inFlight += 1
    started += 1
    if firstStart == nil { firstStart = now }
    pace.start(at: now)
    requests?.take(1, at: now)
    return (next.id, tokens.take(for: next, at: now))
  }

  mutating func park(_ parking: Parking) {
    if self.parking == nil { self.parking = parking }
  }

  /// Whether it has no request at all.
  var isIdle: Bool { inFlight == 0 && ready.isEmpty && delayed.isEmpty }

  /// Moves the shortest ready request to the front.
  mutating func bringForwardShortest() {
    guard let shortest = ready.unordered.min(by: { $0.promptTokens < $1.promptTokens }),
      shortest.order != .min
    else { return }
    ready = Heap(
      ready.unordered.map { waiting in
        var waiting = waiting
        if waiting.id == shortest.id { waiting.order = .min }
        return waiting
      })
  }

  /// Records an answer: success, saturation or neither.
  mutating func finish(_ attempt: FinishedAttempt, at now: Instant) {
    inFlight -= 1
    usedTokens += attempt.usedTokens ?? 0
    tokens.finish(attempt, at: now)
    if let status = attempt.rateLimits {
      var retryAfter: Duration?
      if case .saturated(let wait) = attempt.verdict { retryAfter = wait }
      learn(from: status, retryAfter: retryAfter, startedAt: attempt.startedAt, at: now)
    }
    switch attempt.verdict {
    case .success:
      evidence.succeed()
      droughtStart = nil
      lastRefusal = nil
      concurrency.endDrought(isProbe: pace.isProbe(startedAt: attempt.startedAt))
      if pace.succeed(startedAt: attempt.startedAt, at: now) {
        concurrency.reopen(inFlight: inFlight)
      }
      concurrency.succeed()
    case .saturated(let retryAfter):
      lastRefusal = attempt.error
      concurrency.endGrowth()
      saturate(retryAfter: retryAfter, startedAt: attempt.startedAt, at: now)
    case .givenUp(let reason):
      park(Parking(reason: reason, opensAgain: nil))
    case .failed, .rejected, .suspicious, .stopping, .neutral:
      concurrency.recordAnswer()
    }
  }

  /// The longest wait that a provider may ask for, and the longest time without a success, before
  /// the lane is given up.
  static let longestWait = Duration.seconds(600)
  static let longestDrought = Duration.seconds(900)

  private mutating func saturate(retryAfter: Duration?, startedAt: Instant, at now: Instant) {
    if let retryAfter, retryAfter > Self.longestWait {
      park(Parking(reason: "asks for a wait of more than 10 minutes", opensAgain: now + retryAfter))
      return
    }
    let since = droughtStart ?? startedAt
    droughtStart = since
    if now - since > Self.longestDrought {
      park(Parking(reason: "has answered nothing for 15 minutes", opensAgain: nil))
      return
    }
    guard
      pace.refuse(retryAfter: retryAfter, startedAt: startedAt, inFlight: inFlight, at: now)
    else { return }
    if let crowd = pace.takeCrowd() {
      concurrency.adopt(crowd, at: now)
    } else if concurrency.refuse(startedAt: startedAt, at: now) {
      let wait = retryAfter.flatMap { $0 > .zero ? $0 : nil } ?? .seconds(1)
      hold(until: now + wait)
      pace.hold(retryAfter: wait, startedAt: startedAt, at: now)
    }
  }

  private mutating func hold(until time: Instant) {
    heldUntil = max(heldUntil ?? time, time)
  }

  /// Adopts the limits in an answer's headers once they are nearly used up, and holds the lane when
  /// nothing remains.
  ///
  /// - Parameter retryAfter: The wait that the answer names, which may be shorter than the time
  ///   until the whole limit is available again.
  private mutating func learn(
    from status: RateLimitStatus, retryAfter: Duration?, startedAt: Instant, at now: Instant
  ) {
    let isPaced = (requests: requests != nil, tokens: tokens.rate != nil)
    if !hasConfiguredRequests, let (rate, remaining) = status.requests?.scarcity,
      requests?.rate != rate
    {
      requests = TokenBucket(rate: rate, level: Double(max(0, remaining - inFlight)), at: now)
    }
    if !hasConfiguredTokens, let (rate, remaining) = status.tokens?.scarcity {
      tokens.adopt(rate: rate, remaining: remaining, at: now)
    }
    var shortage: Instant?
    for (window, isPaced) in [
      (status.requests, isPaced.requests), (status.tokens, isPaced.tokens),
    ] {
      guard let window, window.remaining == 0, let reset = window.reset, reset > .zero else {
        continue
      }
      if min(reset, retryAfter ?? reset) > Self.longestWait {
        park(Parking(reason: "has used up its limit", opensAgain: now + reset))
      } else if startedAt >= lastShortage ?? startedAt {
        // A lane at the pace of its limit may use up the allowance, which refills at the same pace.
        let asked = retryAfter.flatMap { $0 > .zero ? min($0, reset) : nil } ?? reset
        hold(until: now + (isPaced ? min(asked, .seconds(1)) : asked))
        shortage = now
      }
    }
    if let shortage { lastShortage = shortage }
  }
}

extension RateLimitStatus.Window {
  /// The allowance per minute and its remainder, once less than a tenth remains.
  fileprivate var scarcity: (rate: Double, remaining: Int)? {
    // A daily allowance is a stock, not a pace: it may be used up as fast as the server permits.
    let period = period ?? .seconds(60)
    guard let limit, let remaining, limit > 0, remaining * 10 < limit, period > .zero,
      period <= .seconds(60)
    else { return nil }
    return (Double(limit) * (.seconds(60) / period), remaining)
  }
}

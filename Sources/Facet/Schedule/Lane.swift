internal import FacetModels
internal import HeapModule

/// An endpoint and a model: its limits, its pace and who waits for it.
struct Lane: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// Its endpoint's index.
  let endpoint: Int
  /// Requests in flight at most; the adaptive limit never exceeds it.
  let maxConcurrency: Int
  /// Requests in flight at most for now.
  private(set) var concurrencyLimit: Int
  private(set) var inFlight = 0
  /// Requests that have gone out so far, and the tokens that their answers took.
  private(set) var started = 0
  private(set) var usedTokens = 0
  /// Nothing goes out before this.
  private(set) var heldUntil: Instant?
  /// Set when the lane is given up for this run.
  private(set) var parking: Parking?
  /// How far apart requests go out while the server refuses them.
  private(set) var pace = LanePace()
  /// The latest refusal that no success has followed.
  private(set) var lastRefusal: ModelError?
  /// What its failures say of the model and the endpoint.
  var evidence = FaultEvidence()
  var ready = Heap<Waiting>()
  var delayed = Heap<Delayed>()

  private var requests: TokenBucket?
  private var tokens: TokenAllowance
  private let hasConfiguredRequests: Bool
  private let hasConfiguredTokens: Bool
  private var answers = SaturationWindow()
  /// Successes since the limit last changed, less what refusals have cost.
  private var credit = 0
  /// How many times its limit's worth of successes (8 at least) earns the lane one more request in
  /// flight.
  private var caution = 1
  /// The limit that was too much when the lane was last cut, and whether it has grown since.
  private var lastExcess: Int?
  private var hasGrown = false
  /// Answers to requests that started before the last cut say nothing new.
  private var lastCut: Instant?
  /// When the lane was last held for want of an allowance: answers to requests that started before
  /// say nothing new either.
  private var lastShortage: Instant?
  /// When the first of the refusals began that no success has followed.
  private var droughtStart: Instant?
  /// The concurrency limit before it was cut since then.
  private var limitBeforeDrought: Int?
  /// Whether each success earns one more request in flight, until the next refusal.
  private var isReopening = false
  /// Requests that go ahead of all others at the beginning; `nil` for all at once.
  private let scouts: Int?
  private var firstStart: Instant?

  /// Why a lane was given up, and when it would open again where that is known.
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

  /// A request that waits for its time.
  struct Delayed: Comparable, Sendable {
    var time: Instant
    var waiting: Waiting
    /// Why it is asked again.
    var cause: RetryCause?

    static func < (a: Delayed, b: Delayed) -> Bool {
      a.time == b.time ? a.waiting < b.waiting : a.time < b.time
    }

    static func == (a: Delayed, b: Delayed) -> Bool {
      a.time == b.time && a.waiting == b.waiting
    }
  }

  /// How long the others wait for the first answer at most.
  static let scoutingTime = Duration.milliseconds(500)

  /// - Parameter scouts: How many requests go ahead of all others, which follow at the first
  ///   success or half a second later; `nil` for no such limit. A server that refuses everything
  ///   is then asked a few times rather than once for each slot.
  init(
    endpoint: Int, maxConcurrency: Int, requestsPerMinute: Int?, tokensPerMinute: Int?,
    scouts: Int? = nil, at now: Instant
  ) {
    self.endpoint = endpoint
    self.scouts = scouts
    self.maxConcurrency = maxConcurrency
    concurrencyLimit = maxConcurrency
    requests = requestsPerMinute.map { TokenBucket(rate: Double($0), at: now) }
    tokens = TokenAllowance(perMinute: tokensPerMinute, at: now)
    hasConfiguredRequests = requestsPerMinute != nil
    hasConfiguredTokens = tokensPerMinute != nil
  }

  /// The limits that hold now: configured ones, or what the provider has told.
  var requestsPerMinute: Double? { requests?.rate }
  var tokensPerMinute: Double? { tokens.rate }
  /// The rate that refusals have taught, while it is kept.
  var keptRequestsPerMinute: Double? { pace.keptDistance.map { 60 / $0 } }

  /// How its estimated prompts compare with reported ones.
  var inputCalibration: InputCalibration { tokens.calibration }

  /// Moves what has waited its time to those that may go out.
  mutating func release(at now: Instant) {
    while let next = delayed.min, next.time <= now {
      ready.insert(next.waiting)
      delayed.removeMin()
    }
  }

  /// When the first of those that may go out may do so: `nil` while there is none, or no room.
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

  /// Takes the first of those that may go out and counts it as in flight; returns its number and
  /// the tokens set aside for it.
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

  /// Lets the shortest of those that may go out go first.
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

  /// Takes note of an answer: success, saturation, or neither.
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
      // Refusals of everything say nothing of the number in flight, once the server is back.
      if let limit = limitBeforeDrought {
        if pace.isProbe(startedAt: attempt.startedAt) { concurrencyLimit = limit }
        limitBeforeDrought = nil
      }
      if pace.succeed(startedAt: attempt.startedAt, at: now) {
        concurrencyLimit = min(concurrencyLimit, inFlight + 1)
        // What was too much is not known where all of the lane's concurrency was.
        isReopening = (lastExcess ?? maxConcurrency) >= maxConcurrency
      }
      answers.record(saturated: false)
      grow()
    case .saturated(let retryAfter):
      lastRefusal = attempt.error
      isReopening = false
      credit = max(0, credit - 4)
      saturate(retryAfter: retryAfter, startedAt: attempt.startedAt, at: now)
    case .givenUp(let reason):
      park(Parking(reason: reason, opensAgain: nil))
    case .failed, .rejected, .suspicious, .stopping, .neutral:
      answers.record(saturated: false)
    }
  }

  /// The longest wait a provider may ask for, and the longest time without a success, before the
  /// lane is given up.
  static let longestWait = Duration.seconds(600)
  static let longestDrought = Duration.seconds(900)

  private mutating func saturate(retryAfter: Duration?, startedAt: Instant, at now: Instant) {
    if let retryAfter, retryAfter > Self.longestWait {
      park(Parking(reason: "asks to wait longer than 10 minutes", opensAgain: now + retryAfter))
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
    // A burst of refusals that were under way together is one signal.
    if let lastCut, startedAt < lastCut { return }
    answers.record(saturated: true)
    if isProbing {
      guard answers.isTurning else { return }
      answers.clear()
      lastCut = now
      cut()
    } else if answers.isSaturated {
      answers.clear()
      lastCut = now
      cut()
      let wait = retryAfter.flatMap { $0 > .zero ? $0 : nil } ?? .seconds(1)
      hold(until: now + wait)
      pace.hold(retryAfter: wait, startedAt: startedAt, at: now)
    }
  }

  /// Whether the last request in flight that the lane gained tries a limit that was too much before.
  ///
  /// Refusals then speak of that request alone: it is taken back after a few of them, and the lane
  /// is not held, since what it had before was accepted. Refusals that go on after that do hold it.
  private var isProbing: Bool { hasGrown && isNearExcess }

  private var isNearExcess: Bool {
    lastExcess.map { abs(concurrencyLimit - $0) * 4 <= $0 } ?? false
  }

  /// Counts a success: enough of them earn one more request in flight.
  private mutating func grow() {
    guard concurrencyLimit < maxConcurrency else { return }
    if isReopening {
      concurrencyLimit += 1
      return
    }
    credit += 1
    guard credit >= max(8, concurrencyLimit) * caution else { return }
    credit = 0
    concurrencyLimit += 1
    hasGrown = true
    if let lastExcess, concurrencyLimit * 4 > lastExcess * 5 { caution = 1 }
  }

  /// Takes requests in flight away.
  ///
  /// A limit that the lane has grown back to, and that is too much again, is the server's own: the
  /// lane stays just below it and tries it ever more rarely. Growing at one pace, it met a server
  /// that allows 10 at a time with 29 percent of refused requests.
  private mutating func cut() {
    if droughtStart != nil, limitBeforeDrought == nil { limitBeforeDrought = concurrencyLimit }
    let isKnown = isNearExcess && (hasGrown || caution > 1)
    caution = isKnown ? min(16, caution * 2) : 1
    lastExcess = concurrencyLimit
    hasGrown = false
    credit = 0
    concurrencyLimit = max(
      1, isKnown ? min(concurrencyLimit - 1, concurrencyLimit * 9 / 10) : concurrencyLimit * 7 / 10)
  }

  private mutating func hold(until time: Instant) {
    heldUntil = max(heldUntil ?? time, time)
  }

  /// Adopts the limits that an answer's headers tell once they are nearly used up, and holds the
  /// lane when nothing remains.
  ///
  /// - Parameter retryAfter: The wait that the answer names, which may be shorter than the time
  ///   until all of the limit is there again.
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
        // A lane that keeps the pace of a limit uses up what there is: it fills again at that pace.
        let asked = retryAfter.flatMap { $0 > .zero ? min($0, reset) : nil } ?? reset
        hold(until: now + (isPaced ? min(asked, .seconds(1)) : asked))
        shortage = now
      }
    }
    if let shortage { lastShortage = shortage }
  }
}

extension RateLimitStatus.Window {
  /// What it allows a minute and how much of that is left, once that is less than a tenth.
  fileprivate var scarcity: (rate: Double, remaining: Int)? {
    // What a day allows is a stock, not a pace: it may be used up as fast as the server lets it.
    let period = period ?? .seconds(60)
    guard let limit, let remaining, limit > 0, remaining * 10 < limit, period > .zero,
      period <= .seconds(60)
    else { return nil }
    return (Double(limit) * (.seconds(60) / period), remaining)
  }
}

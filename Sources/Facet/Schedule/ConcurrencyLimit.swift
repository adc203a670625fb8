/// The adaptive limit on a lane's requests in flight: it falls by a factor when many of them are
/// refused, and grows by one after many successes.
struct ConcurrencyLimit: Sendable {
  typealias Instant = ContinuousClock.Instant

  private(set) var current: Int

  /// The configured maximum.
  private let maximum: Int
  private var answers = SaturationWindow()
  /// Successes since the limit last changed, minus the penalty for refusals.
  private var credit = 0
  /// The factor for growth: this many times the limit (at least 8) of successes raises it by one.
  private var caution = 1
  /// The limit when it was last reduced, and whether it has grown since.
  private var lastExcess: Int?
  private var hasGrown = false
  /// When it was last reduced; answers to requests that started earlier carry no new information.
  private var lastCut: Instant?
  /// The limit before the current series of refusals without a success.
  private var beforeDrought: Int?
  /// Whether each success raises the limit by one, until the next refusal.
  private var isReopening = false

  init(maximum: Int) {
    self.maximum = maximum
    current = maximum
  }

  /// Records an answer that says nothing about the limit.
  mutating func recordAnswer() {
    answers.record(saturated: false)
  }

  /// Counts a success; enough successes raise the limit by one.
  mutating func succeed() {
    recordAnswer()
    guard current < maximum else { return }
    if isReopening {
      current += 1
      return
    }
    credit += 1
    guard credit >= max(8, current) * caution else { return }
    credit = 0
    current += 1
    hasGrown = true
    if let lastExcess, current * 4 > lastExcess * 5 { caution = 1 }
  }

  /// Ends a series of refusals without a success.
  ///
  /// - Parameter isProbe: Whether the success answers a probe. The refusals were then a total
  ///   outage, which says nothing about the right number in flight once the server is back.
  mutating func endDrought(isProbe: Bool) {
    if isProbe, let beforeDrought { current = beforeDrought }
    beforeDrought = nil
  }

  /// Begins to grow again from the requests in flight, which are as many as the server accepts.
  mutating func reopen(inFlight: Int) {
    current = min(current, inFlight + 1)
    // If the lane was at its full concurrency, the limit that was too high is unknown.
    isReopening = (lastExcess ?? maximum) >= maximum
  }

  /// Slows down growth after a refusal.
  mutating func endGrowth() {
    isReopening = false
    credit = max(0, credit - 4)
  }

  /// Adopts the most requests in flight that the server accepts.
  mutating func adopt(_ crowd: Int, at now: Instant) {
    answers.clear()
    (lastCut, lastExcess, hasGrown) = (now, crowd + 1, false)
    (credit, caution) = (0, max(caution, 2))
    current = min(current, crowd)
  }

  /// Records a refusal, and reduces the limit if many of the latest answers were refusals.
  ///
  /// If the latest increase retried a limit that was too high before, refusals concern only that
  /// increase: it is undone after a few of them, and the lane is not held, because the previous
  /// limit was accepted. Further refusals do hold it.
  ///
  /// - Returns: Whether the lane must be held.
  mutating func refuse(startedAt: Instant, at now: Instant) -> Bool {
    // A burst of refusals that were in flight together is one signal.
    if let lastCut, startedAt < lastCut { return false }
    answers.record(saturated: true)
    let isRetrial = hasGrown && isNearExcess
    guard isRetrial ? answers.isTurning : answers.isSaturated else { return false }
    answers.clear()
    lastCut = now
    cut()
    return !isRetrial
  }

  private var isNearExcess: Bool {
    lastExcess.map { abs(current - $0) * 4 <= $0 } ?? false
  }

  /// Reduces the limit.
  ///
  /// If it is too high again after it grew back, it is the server's own limit: the lane stays just
  /// below it and retries it ever more rarely. With a constant growth rate, a server that allows 10
  /// at a time refused 29 % of the requests.
  private mutating func cut() {
    if beforeDrought == nil { beforeDrought = current }
    let isKnown = isNearExcess && (hasGrown || caution > 1)
    caution = isKnown ? min(16, caution * 2) : 1
    lastExcess = current
    hasGrown = false
    credit = 0
    current = max(1, isKnown ? min(current - 1, current * 9 / 10) : current * 7 / 10)
  }
}

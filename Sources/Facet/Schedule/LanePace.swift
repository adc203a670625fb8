/// The spacing of a lane's requests once its server refuses them.
///
/// A lane whose every request is refused sends single probes at growing intervals. The first
/// answered probe reopens the lane, faster with each success. Refusals during that phase mean that
/// the server limits the rate: the lane then keeps the rate at which requests were admitted, and
/// tries a slightly higher rate with each success.
struct LanePace: Sendable {
  typealias Instant = ContinuousClock.Instant

  enum Mode: Sendable, Hashable {
    /// Requests go out without spacing.
    case open
    /// Only refusals: single requests at growing intervals.
    case probing
    /// A probe was answered: the interval halves with each success.
    case opening
    /// The server's rate is known and kept.
    case keeping
  }

  /// The number of consecutive refusals after which a lane probes.
  static let tolerance = 4
  static let firstDistance = 1.0
  static let longestDistance = 60.0
  /// The interval after the first answered probe.
  private static let openingDistance = 0.1
  /// The interval below which a lane is open.
  private static let negligibleDistance = 0.005
  /// Two refusals within this many successes mean that the lane is too fast; a server may also
  /// refuse single requests at random.
  private static let confirmation = 10
  /// A server that limits the rate answers more requests than this after a lane has slowed down. If
  /// this many consecutive slowdowns bring fewer answers, the refusals have another cause.
  private static let lastingSlowdown = 20
  private static let manyFutileSlowdowns = 5
  /// The time over which a rate is remembered.
  private static let memory = Duration.seconds(600)
  private static let rememberedStarts = 128

  private(set) var mode = Mode.open
  /// The earliest time for the next request.
  private(set) var nextStart: Instant?
  /// Seconds between requests.
  private var distance = 0.0
  /// The interval that was last too short.
  private var refusedDistance = 0.0
  /// Refusals since the last success.
  private var refusals = 0
  /// Consecutive refused probes.
  private var misses = 0
  /// Successes since the latest refusal, while the lane reopens or keeps a rate.
  private var answersSinceRefusal = 0
  private var answersSinceSlowdown = 0
  private var futileSlowdowns = 0
  private var probingSince: Instant?
  private var lastMiss: Instant?
  /// The start of the last refused request before the answered probe.
  private var openingBase: Instant?
  /// The room that probes have not used, the times at which they used some, and how many of them
  /// were refused.
  private var room = 0
  private var startsIntoRoom: [Instant] = []
  private var refusedIntoRoom = 0
  /// The interval before the lane began to probe.
  private var earlierDistance: Double?

  /// The fewest requests in flight at the latest refusals while a rate is kept, and the number of
  /// those refusals, all with about as many.
  private var crowd: (inFlight: Int, refusals: Int) = (0, 0)
  /// The number of such refusals after which requests in flight are the cause; it doubles each time.
  private var crowdTolerance = 3

  /// The latest refusal that counted: the start of its request, and the wait that it named.
  private var signal: (start: Instant, wait: Double)?
  /// Requests since then, excluding refused ones.
  private var admitted = 0
  /// The start of the latest of them.
  private var starts: [Instant] = []

  /// Seconds between requests while a rate is kept.
  var keptDistance: Double? { mode == .keeping ? distance : nil }

  /// The time of the next probe while everything is refused.
  var nextProbe: Instant? { mode == .probing ? nextStart : nil }

  mutating func start(at now: Instant) {
    admitted += 1
    guard mode != .open else { return }
    starts.append(now)
    if starts.count > Self.rememberedStarts, let first = starts.first {
      signal?.start = first
      signal?.wait = 0
      starts.removeFirst()
    }
    if mode == .probing, room > 0 {
      room -= 1
      startsIntoRoom.append(now)
    }
    let step = Duration.seconds(mode == .probing ? probeDistance(told: nil) : distance)
    // A late wake-up is compensated once.
    let due = nextStart.map { max($0, now - step) } ?? now
    nextStart = (mode == .probing ? now : due) + step
  }

  /// Whether a request that started at the given time is one of the probes.
  func isProbe(startedAt: Instant) -> Bool {
    guard mode == .probing, let probingSince else { return false }
    return startedAt >= probingSince
  }

  /// Records a success.
  ///
  /// - Returns: Whether it shows that the server accepts no more at a time than are in flight now.
  mutating func succeed(startedAt: Instant, at now: Instant) -> Bool {
    let isFresh = signal.map { startedAt >= $0.start } ?? true
    if isFresh || mode == .open { refusals = 0 }
    switch mode {
    case .open: break
    case .probing:
      if let probingSince, startedAt < probingSince {
        // It was accepted before the refusals began: if the server was merely full, it has room
        // now.
        if !lacksMoreThanRoom {
          room += 1
          nextStart = now
        }
      } else if tookRoom(startedAt), !lacksMoreThanRoom {
        open()
        return true
      } else {
        misses = 0
        answersSinceRefusal = Self.confirmation
        openingBase = signal?.start
        futileSlowdowns = 0
        answersSinceSlowdown = 0
        mode = earlierDistance == nil ? .opening : .keeping
        distance = earlierDistance ?? Self.openingDistance
        refusedDistance = earlierDistance ?? 0
        nextStart = now + .seconds(mode == .keeping ? distance : 0)
      }
    case .opening:
      guard isFresh else { return false }
      misses = 0
      answersSinceRefusal += 1
      shorten(by: 0.5)
    case .keeping:
      guard isFresh else { return false }
      misses = 0
      answersSinceRefusal += 1
      answersSinceSlowdown += 1
      shorten(by: distance > 2 * refusedDistance ? 0.9 : 0.993)
    }
    return false
  }

  /// Records a refusal.
  ///
  /// - Parameters:
  ///   - retryAfter: The wait that it names, if any.
  ///   - inFlight: Unanswered requests.
  /// - Returns: Whether the number of requests in flight may be the cause.
  mutating func refuse(
    retryAfter: Duration?, startedAt: Instant, inFlight: Int, at now: Instant
  ) -> Bool {
    refusals += 1
    admitted = max(0, admitted - 1)
    let told = retryAfter.flatMap { $0 > .zero ? $0 / .seconds(1) : nil }
    switch mode {
    case .open:
      // Refusals arrive sooner than answers, so a few among many requests mean little.
      if refusals >= Self.tolerance, refusals * 8 >= inFlight {
        probe(told: told, startedAt: startedAt, at: now)
      }
      return true
    case .probing:
      if let probingSince, startedAt < probingSince {
        // One of the requests in flight when the refusals began.
        if let told { wait(told, from: now) }
        return true
      }
      if tookRoom(startedAt) { refusedIntoRoom += 1 }
      // Probes that used room together count as one miss.
      if let lastMiss, startedAt < lastMiss { return false }
      lastMiss = now
      misses += 1
      signal = (startedAt, told ?? 0)
      starts = []
      wait(probeDistance(told: told), from: now)
      return false
    case .opening, .keeping:
      // Requests that were in flight together are refused for one reason.
      if let signal, startedAt < signal.start { return false }
      if refusals >= Self.tolerance {
        probe(told: told, startedAt: startedAt, at: now)
      } else if mode == .keeping, isCrowded(by: inFlight) {
        open()
        return true
      } else {
        slowDown(told: told, isTold: retryAfter != nil, startedAt: startedAt, at: now)
      }
      return false
    }
  }

  /// The most requests in flight that the server accepts, if its latest refusals came with as many
  /// and a rate is no longer kept for that reason; `nil` after it was returned once.
  mutating func takeCrowd() -> Int? {
    guard mode == .open, crowd.refusals >= crowdTolerance else { return nil }
    crowdTolerance = min(crowdTolerance * 2, 1 << 20)
    defer { crowd = (0, 0) }
    return max(1, crowd.inFlight)
  }

  /// Whether a server that is asked at a rate refuses again and again at about as many requests in
  /// flight: it limits their number, not the rate.
  private mutating func isCrowded(by inFlight: Int) -> Bool {
    guard inFlight >= Self.tolerance else {
      crowd = (0, 0)
      return false
    }
    let isAlike = abs(inFlight - crowd.inFlight) * 4 <= crowd.inFlight
    crowd = isAlike ? (min(inFlight, crowd.inFlight), crowd.refusals + 1) : (inFlight, 1)
    return crowd.refusals >= crowdTolerance
  }

  /// Whether requests are refused despite room, so that something else is the cause.
  private var lacksMoreThanRoom: Bool {
    refusedIntoRoom >= 2 && refusedIntoRoom * 2 >= startsIntoRoom.count
  }

  /// Whether a request went out because an answer had made room, rather than on schedule.
  private func tookRoom(_ startedAt: Instant) -> Bool {
    startsIntoRoom.contains { $0 <= startedAt && startedAt - $0 < .milliseconds(50) }
  }

  private mutating func open() {
    mode = .open
    nextStart = nil
    misses = 0
    starts = []
  }

  private mutating func shorten(by factor: Double) {
    distance *= factor
    if distance < Self.negligibleDistance { open() }
  }

  /// Begins to probe after many of the latest requests were refused.
  mutating func hold(retryAfter: Duration?, startedAt: Instant, at now: Instant) {
    guard mode == .open else { return }
    probe(told: retryAfter.map { $0 / .seconds(1) }, startedAt: startedAt, at: now)
  }

  private mutating func probe(told: Double?, startedAt: Instant, at now: Instant) {
    earlierDistance = earlierRate(until: startedAt)
    mode = .probing
    probingSince = now
    room = 0
    startsIntoRoom = []
    refusedIntoRoom = 0
    misses = 1
    signal = (startedAt, told ?? 0)
    admitted = 0
    starts = []
    nextStart = nil
    wait(probeDistance(told: told), from: now)
  }

  /// The interval at which requests were admitted before these refusals, as far as is known.
  private func earlierRate(until time: Instant) -> Double? {
    let base = mode == .open ? signal?.start : openingBase
    guard let base, time > base, time - base < Self.memory else {
      return mode == .keeping ? distance : nil
    }
    let elapsed = (time - base) / .seconds(1)
    // A burst does not show a rate.
    if mode == .open, admitted < 8 || elapsed < 2 { return nil }
    let mean = min(elapsed / Double(max(1, admitted)), Self.longestDistance)
    if mode == .keeping { return max(distance, mean) }
    return mean < Self.negligibleDistance ? nil : mean
  }

  /// Seconds until the next probe: 1, 2, 4 … 60, and at least the wait that the server asks for.
  private func probeDistance(told: Double?) -> Double {
    let doublings = max(0, min(misses - (told == nil ? 1 : 2), 6))
    let grown = min(Self.longestDistance, Self.firstDistance * Double(1 << doublings))
    guard let told else { return grown }
    return misses <= 1 ? told : max(told, grown)
  }

  /// - Parameter isTold: Whether the refusal names a wait, even a zero wait.
  private mutating func slowDown(
    told: Double?, isTold: Bool, startedAt: Instant, at now: Instant
  ) {
    // The refused request is one of them.
    let count = starts.count { $0 <= startedAt } - 1
    let elapsed = signal.map { (startedAt - $0.start) / .seconds(1) } ?? 0
    let isConfirmed = answersSinceRefusal < Self.confirmation
    if isConfirmed, count > 0 {
      // A server whose allowance refills steadily names waits that shrink over time. The requests
      // between two refusals cost the elapsed time plus the difference of the waits.
      let difference = isTold ? (told ?? 0) - (signal?.wait ?? 0) : 0
      let mean = max(elapsed + (signal?.wait == 0 ? 0 : difference), 0) / Double(count)
      futileSlowdowns = answersSinceSlowdown < Self.lastingSlowdown ? futileSlowdowns + 1 : 0
      answersSinceSlowdown = 0
      if futileSlowdowns >= Self.manyFutileSlowdowns { return open() }
      refusedDistance = distance
      distance = min(max(mean, distance * 1.02), Self.longestDistance)
      mode = .keeping
    }
    answersSinceRefusal = 0
    signal = (startedAt, told ?? 0)
    starts.removeAll { $0 <= startedAt }
    if let told {
      // One refusal among answers may be a stray; only the second in a row is believed in full.
      wait(refusals > 1 ? told : min(told, max(1, 4 * distance)), from: now)
    } else {
      wait(
        mode == .opening ? Self.firstDistance : distance * Double(1 << (refusals - 1)), from: now)
    }
  }

  private mutating func wait(_ seconds: Double, from now: Instant) {
    let time = now + .seconds(seconds)
    nextStart = max(nextStart ?? time, time)
  }
}

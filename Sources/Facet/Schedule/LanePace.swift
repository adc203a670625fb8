/// How far apart a lane's requests go out once its server refuses them.
///
/// A lane whose every request is refused sends single probes, ever further apart. The first probe
/// that is answered opens the lane again, faster with each success. Refusals on the way there mean
/// that the server limits the rate: the lane then keeps the rate at which requests were admitted,
/// and tries a slightly higher one with each success.
struct LanePace: Sendable {
  typealias Instant = ContinuousClock.Instant

  enum Mode: Sendable, Hashable {
    /// Requests go out as they come.
    case open
    /// Nothing but refusals: single requests, at growing distances.
    case probing
    /// A probe was answered: the distance halves with each success.
    case opening
    /// The server's rate is known and kept.
    case keeping
  }

  /// Refusals in a row, without a success between them, after which a lane probes.
  static let tolerance = 4
  static let firstDistance = 1.0
  static let longestDistance = 60.0
  /// The distance after the first probe that was answered.
  private static let openingDistance = 0.1
  /// Below this distance a lane is open.
  private static let negligibleDistance = 0.005
  /// A refusal within so many successes of another means that the lane is too fast: single ones
  /// are also what a server refuses at random.
  private static let confirmation = 10
  /// A server that limits the rate answers more requests than this after a lane has slowed down.
  /// Where so many slowdowns in a row bring fewer, its refusals have another reason.
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
  /// The distance that was last too short.
  private var refusedDistance = 0.0
  /// Refusals since the last success.
  private var refusals = 0
  /// Probes refused in a row.
  private var misses = 0
  /// Successes since the latest refusal of a lane that opens or keeps a rate.
  private var answersSinceRefusal = 0
  private var answersSinceSlowdown = 0
  private var futileSlowdowns = 0
  private var probingSince: Instant?
  private var lastMiss: Instant?
  /// The start of the last refusal before the probe that was answered.
  private var openingBase: Instant?
  /// Room that no probe has taken yet, when probes took some, and how many of them were refused.
  private var room = 0
  private var startsIntoRoom: [Instant] = []
  private var refusedIntoRoom = 0
  /// The distance that was kept before the lane began to probe.
  private var earlierDistance: Double?

  /// The latest refusal that counted: when its request started, and the wait that it named.
  private var signal: (start: Instant, wait: Double)?
  /// Requests since then, those that were refused left out.
  private var admitted = 0
  /// When the latest of them started.
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
    // A wake-up that comes late is made up for once.
    let due = nextStart.map { max($0, now - step) } ?? now
    nextStart = (mode == .probing ? now : due) + step
  }

  /// Whether a request that started then is one of the probes while everything is refused.
  func isProbe(startedAt: Instant) -> Bool {
    guard mode == .probing, let probingSince else { return false }
    return startedAt >= probingSince
  }

  /// Takes note of a success.
  ///
  /// - Returns: Whether it shows that the server takes no more at a time than are in flight now.
  mutating func succeed(startedAt: Instant, at now: Instant) -> Bool {
    let isFresh = signal.map { startedAt >= $0.start } ?? true
    if isFresh || mode == .open { refusals = 0 }
    switch mode {
    case .open: break
    case .probing:
      if let probingSince, startedAt < probingSince {
        // Accepted before the refusals began: if the server is only full, it has room now.
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

  /// Takes note of a refusal.
  ///
  /// - Parameters:
  ///   - retryAfter: The wait that it names, if any.
  ///   - inFlight: Requests that are not answered yet.
  /// - Returns: Whether it may also speak of the number of requests in flight.
  mutating func refuse(
    retryAfter: Duration?, startedAt: Instant, inFlight: Int, at now: Instant
  ) -> Bool {
    refusals += 1
    admitted = max(0, admitted - 1)
    let told = retryAfter.flatMap { $0 > .zero ? $0 / .seconds(1) : nil }
    switch mode {
    case .open:
      // Refusals come sooner than answers: few of them among many requests say little.
      if refusals >= Self.tolerance, refusals * 8 >= inFlight {
        probe(told: told, startedAt: startedAt, at: now)
      }
      return true
    case .probing:
      if let probingSince, startedAt < probingSince {
        // One of those that were under way when the refusals began.
        if let told { wait(told, from: now) }
        return true
      }
      if tookRoom(startedAt) { refusedIntoRoom += 1 }
      // Those that took room together are one miss.
      if let lastMiss, startedAt < lastMiss { return false }
      lastMiss = now
      misses += 1
      signal = (startedAt, told ?? 0)
      starts = []
      wait(probeDistance(told: told), from: now)
      return false
    case .opening, .keeping:
      // Requests that were under way together are refused for one reason.
      if let signal, startedAt < signal.start { return false }
      if refusals >= Self.tolerance {
        probe(told: told, startedAt: startedAt, at: now)
      } else {
        slowDown(told: told, isTold: retryAfter != nil, startedAt: startedAt, at: now)
      }
      return false
    }
  }

  /// Whether requests are refused although there is room: something else is lacking.
  private var lacksMoreThanRoom: Bool {
    refusedIntoRoom >= 2 && refusedIntoRoom * 2 >= startsIntoRoom.count
  }

  /// Whether a request went out because an answer had made room, rather than in its turn.
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

  /// The distance at which requests were admitted before these refusals, as far as is known.
  private func earlierRate(until time: Instant) -> Double? {
    let base = mode == .open ? signal?.start : openingBase
    guard let base, time > base, time - base < Self.memory else {
      return mode == .keeping ? distance : nil
    }
    let elapsed = (time - base) / .seconds(1)
    // A burst tells no rate.
    if mode == .open, admitted < 8 || elapsed < 2 { return nil }
    let mean = min(elapsed / Double(max(1, admitted)), Self.longestDistance)
    if mode == .keeping { return max(distance, mean) }
    return mean < Self.negligibleDistance ? nil : mean
  }

  /// Seconds until the next probe: 1, 2, 4 … 60, and never less than the server asks for.
  private func probeDistance(told: Double?) -> Double {
    let doublings = max(0, min(misses - (told == nil ? 1 : 2), 6))
    let grown = min(Self.longestDistance, Self.firstDistance * Double(1 << doublings))
    guard let told else { return grown }
    return misses <= 1 ? told : max(told, grown)
  }

  /// - Parameter isTold: Whether the refusal names a wait, be it none at all.
  private mutating func slowDown(
    told: Double?, isTold: Bool, startedAt: Instant, at now: Instant
  ) {
    // The refused request is one of them.
    let count = starts.count { $0 <= startedAt } - 1
    let elapsed = signal.map { (startedAt - $0.start) / .seconds(1) } ?? 0
    let isConfirmed = answersSinceRefusal < Self.confirmation
    if isConfirmed, count > 0 {
      // A server that fills at a steady rate names waits that shrink as time passes: their
      // difference is what the time between the two refusals leaves out.
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
      // One refusal among answers may be a stray: only the second in a row is believed in full.
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

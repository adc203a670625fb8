/// Chooses the server for the next request among several replicas of one model.
///
/// The replica with the fewest requests in flight is chosen. A replica that fails repeatedly is
/// suspended, twice as long each time; afterwards one request probes whether it is back.
struct ReplicaSet: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// The verdict of an answer on its replica.
  enum Verdict: Sendable {
    case success
    /// The replica was unreachable, broke off, or failed.
    case failure
    /// Another cause, such as a mistake in the request.
    case neutral
  }

  private struct Replica {
    var inFlight = 0
    /// Consecutive failures.
    var failures = 0
    var pause = ReplicaSet.firstPause
    /// Set while the replica is suspended.
    var asideUntil: Instant?
    var isBeingTried = false
  }

  /// The number of consecutive failures that suspend a replica.
  static let tolerance = 3
  static let firstPause = Duration.seconds(2)
  static let longestPause = Duration.seconds(60)

  private var replicas: [Replica]

  init(count: Int) {
    replicas = Array(repeating: Replica(), count: count)
  }

  /// Takes the replica for the next request, which counts as in flight until it is finished.
  ///
  /// - Parameter avoided: The replica that has just failed this request; another is preferred if
  ///   one is available.
  mutating func take(at now: Instant, avoiding avoided: Int? = nil) -> Int {
    let index = next(at: now, avoiding: avoided)
    if replicas[index].asideUntil != nil { replicas[index].isBeingTried = true }
    replicas[index].inFlight += 1
    return index
  }

  private func next(at now: Instant, avoiding avoided: Int?) -> Int {
    let due = replicas.indices.first { index in
      guard index != avoided, let until = replicas[index].asideUntil else { return false }
      return until <= now && !replicas[index].isBeingTried
    }
    if let due { return due }
    let able = replicas.indices.filter { replicas[$0].asideUntil == nil }
    let others = able.filter { $0 != avoided }
    if let least = others.min(by: { replicas[$0].inFlight < replicas[$1].inFlight }) {
      return least
    }
    if let least = able.min(by: { replicas[$0].inFlight < replicas[$1].inFlight }) { return least }
    // All are suspended: the one suspended for longest is most likely to be back.
    return replicas.indices.min {
      (replicas[$0].asideUntil ?? now) < (replicas[$1].asideUntil ?? now)
    } ?? 0
  }

  mutating func finish(_ index: Int, _ verdict: Verdict, at now: Instant) {
    replicas[index].inFlight -= 1
    replicas[index].isBeingTried = false
    switch verdict {
    case .success:
      let inFlight = replicas[index].inFlight
      replicas[index] = Replica(inFlight: inFlight)
    case .failure:
      replicas[index].failures += 1
      guard replicas[index].failures >= Self.tolerance else { return }
      if let until = replicas[index].asideUntil, until > now { return }
      replicas[index].asideUntil = now + replicas[index].pause
      replicas[index].pause = min(Self.longestPause, replicas[index].pause * 2)
    case .neutral:
      break
    }
  }

  /// Whether a replica other than this one is available.
  func hasOther(than index: Int) -> Bool {
    replicas.indices.contains { $0 != index && replicas[$0].asideUntil == nil }
  }
}

/// Several servers of one model: which of them gets the next request.
///
/// The one with the fewest requests in flight does. One that fails again and again is set aside, for
/// twice as long each time; when that is over, one request tries whether it is back.
struct ReplicaSet: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// What an answer says of the replica that it came from.
  enum Verdict: Sendable {
    case success
    /// It could not be reached, broke off, or failed by itself.
    case failure
    /// Something else, such as a mistake in the request.
    case neutral
  }

  private struct Replica {
    var inFlight = 0
    /// Failures in a row.
    var failures = 0
    var pause = ReplicaSet.firstPause
    /// Set while it is set aside.
    var asideUntil: Instant?
    var isBeingTried = false
  }

  /// Failures in a row that set a replica aside.
  static let tolerance = 3
  static let firstPause = Duration.seconds(2)
  static let longestPause = Duration.seconds(60)

  private var replicas: [Replica]

  init(count: Int) {
    replicas = Array(repeating: Replica(), count: count)
  }

  /// Takes the replica for the next request, which counts as in flight until it is finished.
  ///
  /// - Parameter avoided: One that has just failed this request; another is taken if one is able.
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
    // All are set aside: the one that has been for the longest has the best chance to be back.
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

  /// Whether another replica than this one is not set aside.
  func hasOther(than index: Int) -> Bool {
    replicas.indices.contains { $0 != index && replicas[$0].asideUntil == nil }
  }
}

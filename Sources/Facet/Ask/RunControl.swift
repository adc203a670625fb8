internal import FacetPlatform

/// How a run is stopped: gently at first, at once when asked again, or by an error of its own.
final class RunControl: Sendable {
  enum Phase: Int, Sendable, Comparable {
    case running
    /// Nothing new is taken; what is in flight may end.
    case draining
    /// What is in flight is given up too.
    case cancelled

    static func < (a: Phase, b: Phase) -> Bool { a.rawValue < b.rawValue }
  }

  private struct State {
    var phase = Phase.running
    var failure: (any Error)?
    var observers: [@Sendable (Phase) -> Void] = []
  }

  private let state = Lock(State())

  var phase: Phase { state.withLock { $0.phase } }

  /// The error that stopped the run, where one did.
  var failure: (any Error)? { state.withLock { $0.failure } }

  /// Calls back at each later phase, and at once if the first has begun already.
  func observe(_ observer: @escaping @Sendable (Phase) -> Void) {
    let phase = state.withLock { state in
      state.observers.append(observer)
      return state.phase
    }
    if phase != .running { observer(phase) }
  }

  func enter(_ phase: Phase) {
    let observers = state.withLock { state in
      guard phase > state.phase else { return [@Sendable (Phase) -> Void]() }
      state.phase = phase
      return state.observers
    }
    for observer in observers { observer(phase) }
  }

  /// Stops the run because of an error of its own, such as a full disk.
  func abort(_ error: any Error) {
    state.withLock { if $0.failure == nil { $0.failure = error } }
    enter(.draining)
  }
}

internal import FacetPlatform

/// How a run is stopped: gracefully at first, at once on the second request, or by an internal
/// error.
final class RunControl: Sendable {
  enum Phase: Int, Sendable, Comparable {
    case running
    /// Nothing new starts; requests in flight may finish.
    case draining
    /// Requests in flight are abandoned too.
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

  /// The error that stopped the run, if one did.
  var failure: (any Error)? { state.withLock { $0.failure } }

  /// Calls back at each later phase, and immediately if stopping has already begun.
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

  /// Stops the run because of an internal error, such as a full disk.
  func abort(_ error: any Error) {
    state.withLock { if $0.failure == nil { $0.failure = error } }
    enter(.draining)
  }
}

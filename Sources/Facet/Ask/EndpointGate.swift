internal import FacetHTTP
internal import FacetModels
internal import FacetPlatform
internal import Logging

/// Holds back a lane's requests until its server serves the model, for at most the time that the
/// task allows. The first caller polls the server; the others wait for it.
final class EndpointGate: Sendable {
  private typealias Waiter = CheckedContinuation<ModelError?, Never>

  private enum State {
    case closed
    case asking([Waiter])
    case open
    case failed(ModelError)
  }

  private static let firstPause = Duration.milliseconds(500)
  private static let longestPause = Duration.seconds(5)

  private let lane: PlannedLane
  private let limit: Duration
  private let control: RunControl
  private let logger: Logger
  private let state = Lock(State.closed)

  init(_ lane: PlannedLane, limit: Duration, control: RunControl, logger: Logger) {
    self.lane = lane
    self.limit = limit
    self.control = control
    self.logger = logger
  }

  /// Returns `nil` once the model is served, or the reason to stop waiting.
  ///
  /// - Parameters:
  ///   - model: Its name on the wire.
  ///   - isOver: Whether the run has stopped sending.
  func failure(
    serving model: String, _ http: HTTPClient, unless isOver: () -> Bool
  ) async -> ModelError? {
    let isFirst = state.withLock { state in
      guard case .closed = state else { return false }
      state = .asking([])
      return true
    }
    if isFirst { return end(with: await wait(for: model, http, unless: isOver)) }
    return await withCheckedContinuation { (waiter: Waiter) in
      let now = state.withLock { state in
        if case .asking(let waiters) = state { state = .asking(waiters + [waiter]) }
        return state
      }
      switch now {
      case .asking: break
      case .failed(let error): waiter.resume(returning: error)
      case .open, .closed: waiter.resume(returning: nil)
      }
    }
  }

  private func end(with error: ModelError?) -> ModelError? {
    let waiters = state.withLock { state in
      defer { state = error.map { .failed($0) } ?? .open }
      if case .asking(let waiters) = state { return waiters }
      return []
    }
    for waiter in waiters { waiter.resume(returning: error) }
    return error
  }

  private func wait(
    for model: String, _ http: HTTPClient, unless isOver: () -> Bool
  ) async -> ModelError? {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    var pause = Self.firstPause
    var told: String?
    while true {
      var reason = ""
      for endpoint in lane.replicas {
        switch await EndpointProbe.finding(for: model, at: endpoint, http) {
        case .served:
          return nil
        case .notListed:
          reason = "\(endpoint.baseURL) answers, but does not serve '\(model)'"
        case .failed(let error) where error.kind == .authentication:
          return error
        case .failed(let error):
          reason = "\(endpoint.baseURL): \(error.message)"
        }
      }
      if control.phase != .running || isOver() {
        return ModelError(.cancelled, "the run was stopped")
      }
      let left = deadline - clock.now
      guard left > .zero else {
        return ModelError(
          .network, "was not served within \(limit.components.seconds) s: \(reason)",
          hint: "start the server, or give it longer with 'wait_for_endpoint_s'")
      }
      if told != reason {
        logger.notice("waiting for \(lane.name): \(reason)")
        told = reason
      }
      do {
        try await clock.sleep(for: min(pause, left))
      } catch {
        return ModelError(.cancelled, "the run was stopped")
      }
      pause = min(Self.longestPause, pause * 2)
    }
  }
}

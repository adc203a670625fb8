internal import FacetModels
internal import FacetPlatform

/// Lets requests go out when the admission queue says so; shared by all cells of a run.
final class Scheduler: Sendable {
  private typealias Continuation = CheckedContinuation<AdmissionQueue.Stop?, Never>

  private struct State {
    var queue: AdmissionQueue
    var waiters: [Int: Continuation] = [:]
    var wake: ContinuousClock.Instant?
  }

  private let state: Lock<State>
  private let clock = ContinuousClock()
  private let timer: Lock<WakeTimer?> = Lock(nil)

  init(queue: AdmissionQueue) {
    state = Lock(State(queue: queue))
    let timer = WakeTimer { [weak self] in self?.pump() }
    self.timer.withLock { $0 = timer }
  }

  /// Returns when a request may go out; its slot is taken until ``finish(_:)``.
  ///
  /// - Returns: The moment it starts.
  /// - Throws: ``AdmissionQueue/Stop`` where it will not go out in this run.
  func admission(
    toLane lane: Int, order: Int, tokens: Double, delay: Duration?
  ) async throws(AdmissionQueue.Stop) -> ContinuousClock.Instant {
    let stop = await withCheckedContinuation { (continuation: Continuation) in
      let now = clock.now
      let immediate: AdmissionQueue.Stop? = state.withLock { state in
        if let stop = state.queue.stop(ofLane: lane) { return stop }
        let id = state.queue.enqueue(
          lane: lane, order: order, tokens: tokens, delay: delay, at: now)
        state.waiters[id] = continuation
        return nil
      }
      if let immediate { continuation.resume(returning: immediate) } else { pump() }
    }
    if let stop { throw stop }
    return clock.now
  }

  /// Frees the slot of a request that has ended, and takes note of what it says of its lane.
  func finish(_ attempt: FinishedAttempt) {
    state.withLock { $0.queue.finish(attempt, at: clock.now) }
    pump()
  }

  /// Takes note that the response of a finished request is kept.
  func commit(_ lane: Int) {
    let mayAdmit = state.withLock { state in
      let wasFull = state.queue.isWaitingForCommits(lane: lane)
      state.queue.commit(lane: lane)
      return wasFull
    }
    if mayAdmit { pump() }
  }

  /// Lets nothing further go out; whatever waits is told so.
  func drain() {
    state.withLock { $0.queue.drain() }
    pump()
  }

  /// Requests in flight, and requests that wait for their time after a failure.
  var counts: (inFlight: Int, delayed: Int) { state.withLock { $0.queue.counts } }

  /// Endpoints that have stopped, by index, with the error that stopped them.
  var stoppedEndpoints: [Int: ModelError] {
    state.withLock { state in
      Dictionary(
        uniqueKeysWithValues: state.queue.endpoints.enumerated().compactMap { index, endpoint in
          endpoint.stop.map { (index, $0) }
        })
    }
  }

  /// Lanes that are parked, by index.
  var parkedLanes: [Int: Lane.Parking] {
    state.withLock { state in
      Dictionary(
        uniqueKeysWithValues: state.queue.lanes.enumerated().compactMap { index, lane in
          lane.parking.map { (index, $0) }
        })
    }
  }

  private func pump() {
    let now = clock.now
    let (resumed, wake) = state.withLock { state in
      var resumed: [(Continuation, AdmissionQueue.Stop?)] = []
      for (id, stop) in state.queue.takeStopped() {
        if let waiter = state.waiters.removeValue(forKey: id) { resumed.append((waiter, stop)) }
      }
      let admitted = state.queue.admit(at: now)
      for id in admitted.started {
        if let waiter = state.waiters.removeValue(forKey: id) { resumed.append((waiter, nil)) }
      }
      // The timer is set again only for an earlier time; a late call finds nothing to do.
      var wake: ContinuousClock.Instant?
      if let next = admitted.wake, state.wake.map({ next < $0 || $0 <= now }) ?? true {
        state.wake = next
        wake = next
      }
      return (resumed, wake)
    }
    for (waiter, stop) in resumed { waiter.resume(returning: stop) }
    if let wake { timer.withLock { $0 }?.set(after: wake - now) }
  }
}

internal import FacetModels
internal import FacetPlatform

/// Releases requests as the admission queue decides; shared by all cells of a run.
final class Scheduler: Sendable {
  private typealias Outcome = Result<AdmissionQueue.Start, AdmissionQueue.Stop>
  private typealias Continuation = CheckedContinuation<Outcome, Never>

  /// The permission to send a request.
  struct Admission: Sendable {
    /// The start of the request.
    var time: ContinuousClock.Instant
    /// Its reservation of its lane's tokens.
    var tokens: Double
    /// Its reservation of the budget, if the run has one.
    var reservation: Spending?
  }

  private struct State {
    var queue: AdmissionQueue
    var waiters: [Int: Continuation] = [:]
    var wake: ContinuousClock.Instant?

    /// Removes the requests that may start, and those that must be rejected.
    mutating func admit(at now: ContinuousClock.Instant) -> Change {
      var change = Change()
      takeStopped(&change)
      let hadBudget = queue.budget?.exhaustion == nil
      let admitted = queue.admit(at: now)
      for start in admitted.started {
        if let waiter = waiters.removeValue(forKey: start.id) {
          change.resumed.append((waiter, .success(start)))
        }
      }
      if hadBudget, queue.budget?.exhaustion != nil { takeStopped(&change) }
      // The timer is reset only for an earlier time; a superfluous call finds nothing to do.
      if let next = admitted.wake, wake.map({ next < $0 || $0 <= now }) ?? true {
        wake = next
        change.wake = next
      }
      return change
    }

    private mutating func takeStopped(_ change: inout Change) {
      for (id, stop) in queue.takeStopped() {
        if let waiter = waiters.removeValue(forKey: id) {
          change.resumed.append((waiter, .failure(stop)))
        }
      }
    }
  }

  /// The actions of a decision, performed after the lock is released.
  private struct Change {
    var resumed: [(Continuation, Outcome)] = []
    var wake: ContinuousClock.Instant?
  }

  private let state: Lock<State>
  private let clock = ContinuousClock()
  private let timer: Lock<WakeTimer?> = Lock(nil)

  init(queue: AdmissionQueue) {
    state = Lock(State(queue: queue))
    let timer = WakeTimer { [weak self] in self?.change { $0.admit(at: $1) } }
    self.timer.withLock { $0 = timer }
  }

  /// Returns when a request may go out; its slot is taken until ``finish(_:)``.
  ///
  /// - Parameters:
  ///   - tokens: The maximum tokens that it can use.
  ///   - promptTokens: The estimated prompt tokens among them.
  /// - Throws: ``AdmissionQueue/Stop`` if it will not go out in this run.
  func admission(
    toLane lane: Int, order: Int, tokens: Double, promptTokens: Int, delay: Duration?,
    cause: RetryCause? = nil
  ) async throws(AdmissionQueue.Stop) -> Admission {
    let outcome = await withCheckedContinuation { (continuation: Continuation) in
      change { state, now in
        if let stop = state.queue.stop(ofLane: lane) {
          return Change(resumed: [(continuation, .failure(stop))])
        }
        let id = state.queue.enqueue(
          lane: lane, order: order, tokens: tokens, promptTokens: promptTokens, delay: delay,
          cause: cause, at: now)
        state.waiters[id] = continuation
        // A request to a full endpoint must wait and does not affect others.
        if delay == nil, !state.queue.hasRoom(lane: lane) { return Change() }
        return state.admit(at: now)
      }
    }
    let start = try outcome.get()
    return Admission(time: clock.now, tokens: start.tokens, reservation: start.reservation)
  }

  /// Frees the slot of a finished request, and records its effect on the lane.
  func finish(_ attempt: FinishedAttempt) {
    change { state, now in
      state.queue.finish(attempt, at: now)
      return state.admit(at: now)
    }
  }

  /// Records that the response of a finished request is stored.
  func commit(_ lane: Int) {
    change { state, now in
      let wasFull = state.queue.isWaitingForCommits(lane: lane)
      state.queue.commit(lane: lane)
      return wasFull ? state.admit(at: now) : Change()
    }
  }

  /// Stops all further requests; waiting requests fail with the reason.
  func drain() {
    change { state, now in
      state.queue.drain()
      return state.admit(at: now)
    }
  }

  /// A snapshot of each lane, by index.
  var laneViews: [LaneView] {
    let now = clock.now
    return state.withLock { state in state.queue.lanes.map { $0.view(at: now) } }
  }

  /// The account of the run's budget; `nil` if it has none.
  var budget: BudgetAccount? { state.withLock { $0.queue.budget } }

  /// The calibration of estimated prompts over all lanes.
  var inputCalibration: InputCalibration {
    state.withLock { state in
      state.queue.lanes.reduce(into: InputCalibration()) { $0 += $1.inputCalibration }
    }
  }

  /// Whether the run's budget is used up.
  var isBudgetUsedUp: Bool { state.withLock { $0.queue.budget?.exhaustion != nil } }

  /// Stopped endpoints by index, with the error that stopped them.
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

  /// Decides under the lock; resumes and sets the timer after it.
  private func change(_ body: (inout State, ContinuousClock.Instant) -> Change) {
    let now = clock.now
    let change = state.withLock { body(&$0, now) }
    for (waiter, outcome) in change.resumed { waiter.resume(returning: outcome) }
    guard change.wake != nil else { return }
    // Under the timer's lock and from the newest decision, because threads may arrive out of order.
    timer.withLock { timer in
      if let wake = state.withLock({ $0.wake }) { timer?.set(after: wake - clock.now) }
    }
  }
}

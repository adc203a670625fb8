internal import FacetModels

extension StepAsker {
  /// The result of a request that another process is sending; `nil` if this process must send it.
  /// The slot is free during the wait.
  func claimed(
    _ step: StepRequest, _ identity: StepIdentity, _ start: Scheduler.Admission
  ) async throws(StepFailure) -> Next? {
    let fingerprint = identity.fingerprint
    switch try await storing({ [store] in try await store.claim(fingerprint) }) {
    case .free: return nil
    case .own: return try await found(step, identity, start).map { .found($0) }
    case .other: break
    }
    scheduler.finish(
      FinishedAttempt(
        lane: step.lane, startedAt: start.time, reservedTokens: start.tokens, usedTokens: 0,
        verdict: .neutral, reservation: start.reservation))
    let failure = try await storing { [store, control] in
      try await store.settled(fingerprint) { control.phase != .running }
    }
    if case .result(let result)? = try await answer(storedFor: step, identity) {
      return .found(result)
    }
    if control.phase != .running { return .stop }
    guard let failure else { return .again(after: nil) }
    var record = StepRecord(step: identity, attempts: failure.attempts, answer: nil)
    record.wasUnasked = true
    throw .failed(failure.error, record)
  }

  /// Does work that no other process on the ledger does at the same time, such as a conversation
  /// whose requests depend on what its commands show.
  ///
  /// - Parameter place: Names the work.
  /// - Throws: ``StepFailure/stopped`` if the run stops before the other process has finished.
  package func exclusively<Value: Sendable>(
    at place: Fingerprint, _ body: () async -> Value
  ) async throws(StepFailure) -> Value {
    while case .other = try await storing({ [store] in try await store.claim(place) }) {
      _ = try await storing { [store, control] in
        try await store.settled(place) { control.phase != .running }
      }
      guard control.phase == .running, !Task.isCancelled else { throw .stopped }
    }
    let value = await body()
    try await storing { [store] in try await store.release(place) }
    return value
  }

  /// The answer that another process stored meanwhile; the slot is then released.
  func found(
    _ step: StepRequest, _ identity: StepIdentity, _ start: Scheduler.Admission
  ) async throws(StepFailure) -> StepResult? {
    var free = finished(step, start, .neutral)
    free.usedTokens = 0
    do throws(StepFailure) {
      guard case .result(let result)? = try await answer(storedFor: step, identity) else {
        return nil
      }
      scheduler.finish(free)
      return result
    } catch {
      scheduler.finish(free)
      throw error
    }
  }
}

internal import FacetPlatform

/// Requests a step once for all cells that share it, such as the reading of a perspective with
/// several completions. Two cells that happen to need the same step at the same time share it too.
///
/// A result is dropped once all its cells have received it, so that memory stays proportional to
/// the window.
final class SharedSteps: Sendable {
  private typealias Outcome = Result<StepResult, StepFailure>
  private typealias Waiter = CheckedContinuation<Claim, Never>

  /// The role of a caller: the first, or a later one with the outcome of the first.
  private enum Claim {
    case isFirst
    case outcome(Outcome)
  }

  private enum Entry {
    case asking(waiters: [Waiter], uses: Int)
    case ended(Outcome, uses: Int)
  }

  private let entries = Lock<[Fingerprint: Entry]>([:])

  /// The result of a step, requested by the first caller.
  ///
  /// - Parameter uses: The total number of callers, including this one.
  func result(
    for fingerprint: Fingerprint, uses: Int,
    asking ask: () async throws(StepFailure) -> StepResult
  ) async throws(StepFailure) -> StepResult {
    if case .outcome(let outcome) = await claim(fingerprint, uses: uses) {
      return try outcome.get()
    }
    let outcome: Outcome
    do {
      outcome = .success(try await ask())
    } catch {
      outcome = .failure(error)
    }
    finish(fingerprint, with: outcome)
    return try outcome.get()
  }

  private func finish(_ fingerprint: Fingerprint, with outcome: Outcome) {
    let waiters = entries.withLock { entries -> [Waiter] in
      guard case .asking(let waiters, let uses) = entries[fingerprint] else { return [] }
      let left = uses - 1 - waiters.count
      entries[fingerprint] = left > 0 ? .ended(outcome, uses: left) : nil
      return waiters
    }
    for waiter in waiters { waiter.resume(returning: .outcome(outcome)) }
  }

  private func claim(_ fingerprint: Fingerprint, uses: Int) async -> Claim {
    // Nearly every caller is the first and can proceed without suspending.
    if let claim = claim(fingerprint, uses: uses, waiter: nil) { return claim }
    return await withCheckedContinuation { (waiter: Waiter) in
      if let claim = claim(fingerprint, uses: uses, waiter: waiter) {
        waiter.resume(returning: claim)
      }
    }
  }

  /// The role of a caller if it is known at once; `nil` if the caller must wait, in which case
  /// `waiter` is queued.
  private func claim(_ fingerprint: Fingerprint, uses: Int, waiter: Waiter?) -> Claim? {
    entries.withLock { entries in
      switch entries[fingerprint] {
      case nil:
        entries[fingerprint] = .asking(waiters: [], uses: uses)
        return .isFirst
      case .ended(let outcome, let uses):
        entries[fingerprint] = uses > 1 ? .ended(outcome, uses: uses - 1) : nil
        return .outcome(outcome)
      case .asking(let waiters, let uses):
        if let waiter {
          entries[fingerprint] = .asking(waiters: waiters + [waiter], uses: uses)
        }
        return nil
      }
    }
  }
}

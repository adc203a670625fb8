internal import FacetPlatform

/// Asks once for steps that several cells share, such as the reading of a perspective with several
/// completions, and hands the result to all of them; so also where two cells happen to ask the same
/// at the same time.
///
/// A result is forgotten when as many cells have it as share it, so that memory follows the window.
final class SharedSteps: Sendable {
  private typealias Outcome = Result<StepResult, StepFailure>
  private typealias Waiter = CheckedContinuation<Claim, Never>

  /// What a caller finds: that it is the first, or the outcome of the one that was.
  private enum Claim {
    case isFirst
    case outcome(Outcome)
  }

  private enum Entry {
    case asking(waiters: [Waiter], uses: Int)
    case ended(Outcome, uses: Int)
  }

  private let entries = Lock<[Fingerprint: Entry]>([:])

  /// The result of a step, asked for by the first caller.
  ///
  /// - Parameter uses: How many callers there will be, this one included.
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
    // Nearly every caller is the first: it need not be suspended to learn that.
    if let claim = claim(fingerprint, uses: uses, waiter: nil) { return claim }
    return await withCheckedContinuation { (waiter: Waiter) in
      if let claim = claim(fingerprint, uses: uses, waiter: waiter) {
        waiter.resume(returning: claim)
      }
    }
  }

  /// What a caller finds at once; `nil` where it has to wait, as `waiter` then does.
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

internal import FacetPlatform

/// Asks once for steps that several cells share, such as the reading of a perspective with several
/// completions, and hands the result to all of them.
///
/// A result is forgotten when as many cells have it as share it, so that memory follows the window.
final class SharedSteps: Sendable {
  private typealias Outcome = Result<StepResult, StepFailure>
  private typealias Waiter = CheckedContinuation<Outcome, Never>

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
    guard uses > 1 else { return try await ask() }
    let isFirst = entries.withLock { entries in
      if entries[fingerprint] != nil { return false }
      entries[fingerprint] = .asking(waiters: [], uses: uses)
      return true
    }
    guard isFirst else { return try await shared(fingerprint).get() }
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
    for waiter in waiters { waiter.resume(returning: outcome) }
  }

  private func shared(_ fingerprint: Fingerprint) async -> Outcome {
    await withCheckedContinuation { (waiter: Waiter) in
      let outcome = entries.withLock { entries -> Outcome? in
        switch entries[fingerprint] {
        case .ended(let outcome, let uses):
          entries[fingerprint] = uses > 1 ? .ended(outcome, uses: uses - 1) : nil
          return outcome
        case .asking(let waiters, let uses):
          entries[fingerprint] = .asking(waiters: waiters + [waiter], uses: uses)
          return nil
        case nil:
          return .failure(.stopped)
        }
      }
      if let outcome { waiter.resume(returning: outcome) }
    }
  }
}

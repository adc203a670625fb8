internal import FacetPlatform

extension RunCounters {
  /// Counts a finished cell.
  func ended(_ outcome: CellOutcome) {
    let wasAsked = outcome.status != .pending && outcome.steps.contains(where: \.wasAsked)
    values.withLock {
      if wasAsked { $0.asked += 1 }
      switch outcome.status {
      case .reference, .pending: break
      case .failed:
        $0.done += 1
        $0.failed += 1
        $0.note(outcome)
      default: $0.done += 1
      }
    }
  }
}

extension RunCounters.Values {
  /// Counts the cause of a cell that failed without a request in this run.
  fileprivate mutating func note(_ outcome: CellOutcome) {
    guard let error = outcome.error, let step = outcome.steps.last, step.wasUnasked else { return }
    let cause = FailureCause(
      kind: error.kind, status: error.status, lane: step.attempts > 0 ? step.model : nil)
    failures[cause, default: FailureExamples(count: 0, message: error.message)].count += 1
  }
}

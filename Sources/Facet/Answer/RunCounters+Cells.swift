internal import FacetModels
internal import FacetPlatform

extension RunCounters {
  /// Counts a cell that has ended.
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
  /// Counts the cause of a cell that failed although nothing was sent for it in this run.
  fileprivate mutating func note(_ outcome: CellOutcome) {
    guard let error = outcome.error, let step = outcome.steps.last, step.wasUnasked,
      let kind = ModelError.Kind(rawValue: error.kind)
    else { return }
    let cause = FailureCause(kind: kind, status: error.status, lane: step.model)
    failures[
      cause,
      default: FailureExamples(count: 0, example: ModelError(kind, error.message))
    ].count += 1
  }
}

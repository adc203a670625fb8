internal import FacetPlatform

/// What came of a run's trials, by agent, model and task.
package final class TraceTally: Sendable {
  private let state = Lock(TraceSummary())

  init() {}

  package var summary: TraceSummary { state.withLock { $0 } }

  func add(_ record: TrialRecord) {
    state.withLock { $0.add(record) }
  }

  /// A trial without a result: stopped, or failed for now.
  func leftOut() {
    state.withLock { $0.leftOut += 1 }
  }
}

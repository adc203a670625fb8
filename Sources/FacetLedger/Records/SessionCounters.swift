/// What one invocation of a run has done so far.
package struct SessionCounters: Sendable, Hashable {
  /// Cells that ended, those answered from the ledger included.
  package var cellsDone: Int
  /// Cells of which nothing had to be sent.
  package var cellsReused: Int
  package var cellsFailed: Int
  package var requestsSent: Int
  package var requestsFailed: Int
  /// Requests that repeat an earlier one.
  package var requestsRetried: Int
  /// How long the session has worked, to the millisecond.
  package var elapsed: Duration

  package init(
    cellsDone: Int = 0, cellsReused: Int = 0, cellsFailed: Int = 0, requestsSent: Int = 0,
    requestsFailed: Int = 0, requestsRetried: Int = 0, elapsed: Duration = .zero
  ) {
    self.cellsDone = cellsDone
    self.cellsReused = cellsReused
    self.cellsFailed = cellsFailed
    self.requestsSent = requestsSent
    self.requestsFailed = requestsFailed
    self.requestsRetried = requestsRetried
    self.elapsed = elapsed
  }
}

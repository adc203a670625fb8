/// The progress of one invocation of a run.
package struct SessionCounters: Sendable, Hashable {
  /// Finished cells, including those answered from the ledger.
  package var cellsDone: Int
  /// Cells that needed no request.
  package var cellsReused: Int
  package var cellsFailed: Int
  package var requestsSent: Int
  package var requestsFailed: Int
  /// Requests that repeat an earlier one.
  package var requestsRetried: Int
  /// The session's working time, to the millisecond.
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

/// What one invocation of a run has done so far.
package struct SessionCounters: Sendable, Hashable {
  /// Cells that ended, those answered from the ledger included.
  package var cellsDone: Int
  /// Cells of which nothing had to be sent.
  package var cellsReused: Int
  package var cellsFailed: Int
  package var requestsSent: Int
  package var requestsFailed: Int
  package var promptTokens: Int
  package var completionTokens: Int
  /// What the session spent in US dollars, decimal; `nil` where a price is unknown.
  package var costUSD: String?

  package init(
    cellsDone: Int = 0, cellsReused: Int = 0, cellsFailed: Int = 0, requestsSent: Int = 0,
    requestsFailed: Int = 0, promptTokens: Int = 0, completionTokens: Int = 0,
    costUSD: String? = nil
  ) {
    self.cellsDone = cellsDone
    self.cellsReused = cellsReused
    self.cellsFailed = cellsFailed
    self.requestsSent = requestsSent
    self.requestsFailed = requestsFailed
    self.promptTokens = promptTokens
    self.completionTokens = completionTokens
    self.costUSD = costUSD
  }
}

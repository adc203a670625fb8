internal import FacetLedger
internal import FacetModels

extension SessionCounters {
  init(_ values: RunCounters.Values, elapsed: Duration) {
    self.init(
      cellsDone: values.done, cellsReused: values.reused, cellsFailed: values.failed,
      requestsSent: values.requestsSent, requestsFailed: values.requestsFailed,
      requestsRetried: values.requestsRetried, elapsed: elapsed)
  }
}

extension StoredFailure {
  /// Why a request failed for good; `nil` if it did not, or if it will be retried.
  init?(
    of key: LedgerKey, in ledger: Ledger, retrying: RunOptions.RetryFailed
  ) throws(LedgerError) {
    guard retrying != .all, let failure = try ledger.failures(for: [key])[key],
      retrying != .transient || !failure.isTransient
    else { return nil }
    self.init(
      error: ModelError(
        ModelError.Kind(rawValue: failure.errorClass) ?? .invalidRequest, failure.message,
        status: failure.httpStatus),
      attempts: failure.attempts)
  }
}

extension LedgerCalibration {
  /// Earlier knowledge about a lane's model, before its first answer.
  init(of lane: PlannedLane) {
    self.init(
      model: lane.model, provider: lane.endpoint.provider.name,
      vocabulary: TokenEstimator.Vocabulary(model: lane.model).rawValue, reportedTokens: 0,
      estimatedTokens: 0, samples: 0)
  }

  mutating func add(reported: Int, estimated: Int) {
    reportedTokens += reported
    estimatedTokens += estimated
    samples += 1
  }
}

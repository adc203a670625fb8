internal import FacetPlatform
internal import GRDB

/// Writes a batch of records in one transaction; when it returns, they are on the device.
struct BatchWriter: Sendable {
  /// What became of a record; of a completion, the one that had been recorded before it, if any.
  typealias JobResult = Result<LedgerCompletion?, LedgerError>

  let path: String
  let connection: any DatabaseWriter

  /// - Throws: ``LedgerError`` where nothing of the batch was written.
  func write(_ batch: CommitQueue.Batch) throws(LedgerError) -> [JobResult] {
    do {
      return try connection.writeWithoutTransaction { db in
        var results: [JobResult] = []
        try db.inTransaction(.immediate) {
          results = try write(batch, in: db)
          return .commit
        }
        return results
      }
    } catch {
      throw LedgerError(error, path: path)
    }
  }

  private func write(_ batch: CommitQueue.Batch, in db: Database) throws -> [JobResult] {
    var statements = try RecordStatements(db)
    var results: [JobResult] = []
    results.reserveCapacity(batch.jobs.count)
    for job in batch.jobs {
      do {
        results.append(.success(try write(job, &statements, in: db)))
      } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
        // The mistake of one record, such as an unknown session, is not that of the others.
        results.append(.failure(LedgerError(error, path: path)))
      }
    }
    try statements.writeAccounts()
    for (session, counters) in batch.counters { try statements.update(session, counters) }
    for calibration in batch.calibrations { try calibration.write(in: db) }
    return results
  }

  private func write(
    _ job: CommitQueue.Job, _ statements: inout RecordStatements, in db: Database
  ) throws -> LedgerCompletion? {
    switch job {
    case .completion(let queued):
      let completion = queued.record
      if try statements.insert(completion, in: db) { return nil }
      try statements.insert(LedgerAttempt(duplicating: completion))
      return try StoredRows.completion(for: completion.key, in: db)
    case .attempt(let attempt):
      try statements.insert(attempt)
    case .failure(let failure, _):
      try statements.insert(failure)
    case .work:
      break
    }
    return nil
  }
}

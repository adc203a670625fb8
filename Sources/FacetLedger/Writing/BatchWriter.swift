internal import FacetPlatform
internal import GRDB

/// Writes a batch of records in one transaction; when it returns, they are on the device.
struct BatchWriter: Sendable {
  let path: String
  let connection: any DatabaseWriter
  let keys: StoredKeys?
  let presence: FilePresence
  /// Where the batch is recorded before it is committed.
  var record: PaidRecord?

  /// - Returns: For each record, the completion that was recorded before it, if any.
  /// - Throws: ``LedgerError`` if nothing in the batch was written.
  func write(_ batch: CommitQueue.Batch) throws(LedgerError) -> [LedgerCompletion?] {
    do {
      return try connection.writeWithoutTransaction { db in
        var earlier: [LedgerCompletion?] = []
        do {
          try db.inTransaction(.immediate) {
            earlier = try write(batch, in: db)
            try record?.append(batch.entries)
            return .commit
          }
        } catch let error as DatabaseError {
          throw SQLiteFault(error, on: db)
        }
        keys?.confirm(in: db)
        try presence.check(db)
        return earlier
      }
    } catch {
      throw LedgerError(error, path: path)
    }
  }

  private func write(
    _ batch: CommitQueue.Batch, in db: Database
  ) throws -> [LedgerCompletion?] {
    var statements = try RecordStatements(db, keys: keys)
    let earlier = try batch.jobs.map { try write($0, &statements, in: db) }
    try statements.writeAccounts()
    for (session, counters) in batch.counters { try statements.update(session, counters) }
    for calibration in batch.calibrations { try calibration.write(in: db) }
    return earlier
  }

  private func write(
    _ job: CommitQueue.Job, _ statements: inout RecordStatements, in db: Database
  ) throws -> LedgerCompletion? {
    switch job {
    case .completion(let queued):
      let completion = queued.record
      if let body = queued.unreadable {
        try RecordStatements.retire(completion.key, body: body, in: db)
      }
      if try statements.insert(completion, in: db) { return nil }
      guard let earlier = try StoredRows.completion(for: completion.key, in: db) else {
        // The existing row is damaged and makes room; if it cannot, this one is stored next to it.
        try RecordStatements.retire(completion.key, body: nil, in: db)
        if try !statements.insert(completion, in: db) {
          try statements.insert(LedgerAttempt(duplicating: completion))
        }
        return nil
      }
      try statements.insert(LedgerAttempt(duplicating: completion))
      return earlier
    case .attempt(let attempt):
      try statements.insert(attempt)
    case .failure(let failure, _):
      try statements.insert(failure)
    case .scores(let scores):
      for score in scores { try score.write(in: db) }
    case .work:
      break
    }
    return nil
  }
}

extension CommitQueue.Batch {
  /// The batch for a paid record.
  fileprivate var entries: [RecordEntry] {
    jobs.flatMap { job -> [RecordEntry] in
      switch job {
      case .completion(let queued): [.completion(queued.record, replacing: queued.unreadable)]
      case .attempt(let attempt): [.attempt(attempt)]
      case .failure(let failure, _): [.failure(failure)]
      case .scores(let scores): scores.map { .score($0) }
      case .work: []
      }
    } + counters.map { .counters($0.value, session: $0.key) }
      + calibrations.map { .calibration($0) }
  }
}

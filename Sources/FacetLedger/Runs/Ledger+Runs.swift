package import FacetPlatform
internal import FoundationEssentials
internal import GRDB

extension Ledger {
  /// Begins an invocation of a run: of the latest with the same requests, or of a new one.
  ///
  /// An incomplete run is resumed, with its start, dataset path and generation; a complete one does
  /// not change.
  ///
  /// - Parameter joins: Whether to work alongside other processes that hold the run.
  /// - Throws: ``LedgerError`` of kind `held` if others hold the run and `joins` is false.
  package func beginRun(
    _ description: RunDescription, joins: Bool = false
  ) async throws(LedgerError) -> BegunRun {
    try await write { [path, record] db in
      let earlier = description.isFresh ? nil : try RunRows.latest(description.identity, in: db)
      let isComplete = earlier?.state == .complete
      let holders = try earlier.map { try RunRows.holders(of: $0.id, in: db) } ?? []
      if !joins, !holders.isEmpty { throw LedgerError.held(path, by: holders) }
      let isShared = try !RunRows.holders(of: nil, in: db).isEmpty
      let run: LedgerRun
      if let earlier {
        if !isComplete { try RunRows.resume(earlier, as: description, in: db) }
        run = try RunRows.run(earlier.id, in: db) ?? earlier
      } else {
        run = try RunRows.insert(description, in: db)
      }
      let (counters, account) = try RunRows.totals(of: run.id, in: db)
      let start = Timestamp.now
      let session = try RunRows.insertSession(
        of: run.id, claims: isShared, at: start, in: db)
      try record?.append([
        .began(run, session, .current, claims: isShared, at: start.iso8601)
      ])
      return BegunRun(
        run: run, session: session, isResumed: earlier != nil && !isComplete,
        isComplete: isComplete, holders: holders, earlierTotals: counters,
        earlierAccount: account, isShared: isShared)
    }
  }

  /// Ends an invocation, with its final counters, and sets its run's state.
  ///
  /// A run that another process is working on keeps running, and a complete run stays complete: in
  /// both cases only completion changes the state.
  ///
  /// - Parameter resumeCommand: The command that resumes the run, if it is not the run's own.
  package func endRun(
    _ session: LedgerSession, state: LedgerRun.State, reason: String? = nil,
    resumeCommand: String? = nil, counters: SessionCounters, at time: Timestamp = .now
  ) async throws(LedgerError) {
    try await write { [record] db in
      try record?.append([.counters(counters, session: session.id)])
      var statements = try RecordStatements(db, keys: nil)
      try statements.update(session.id, counters)
      try db.execute(
        sql: "UPDATE session SET ended_at = ? WHERE id = ?",
        arguments: [time.iso8601, session.id])
      try db.execute(sql: "DELETE FROM claim WHERE session_id = ?", arguments: [session.id])
      let goesOn = try !RunRows.holders(of: session.run, in: db).isEmpty
      if goesOn, state != .complete { return }
      try db.execute(
        sql: """
          UPDATE run SET state = ?1, exit_reason = ?2, ended_at = ?3,
            resume_command = coalesce(?5, resume_command)
          WHERE id = ?4 AND (state <> 'complete' OR ?1 = 'complete')
          """,
        arguments: [state.rawValue, reason, time.iso8601, session.run, resumeCommand])
    }
  }

  /// All runs with their totals, the latest first.
  package func runs() throws(LedgerError) -> [LedgerRunSummary] {
    try read { try RunRows.summaries(in: $0) }
  }
}

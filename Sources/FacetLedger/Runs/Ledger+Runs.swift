package import FacetPlatform
internal import FoundationEssentials
internal import GRDB

extension Ledger {
  /// Begins an invocation of a run: of the latest that asks the same, or of a new one.
  ///
  /// One that is not complete goes on, with its start, its dataset's path and its generation; of
  /// one that is complete nothing changes.
  package func beginRun(_ description: RunDescription) async throws(LedgerError) -> BegunRun {
    try await write { db in
      let earlier = description.isFresh ? nil : try RunRows.latest(description.identity, in: db)
      let isComplete = earlier?.state == .complete
      let run: LedgerRun
      if let earlier {
        if !isComplete { try RunRows.resume(earlier, as: description, in: db) }
        run = try RunRows.run(earlier.id, in: db) ?? earlier
      } else {
        run = try RunRows.insert(description, in: db)
      }
      let others = try RunRows.activeProcesses(of: run.id, in: db)
      let (counters, account) = try RunRows.totals(of: run.id, in: db)
      let session = try RunRows.insertSession(of: run.id, in: db)
      return BegunRun(
        run: run, session: session, isResumed: earlier != nil && !isComplete,
        isComplete: isComplete, otherProcesses: others, earlierTotals: counters,
        earlierAccount: account)
    }
  }

  /// Ends an invocation, with its final counters, and says in which state its run is.
  ///
  /// A run that another process works on goes on, and one that is complete stays so: in both cases
  /// only completing it changes its state.
  ///
  /// - Parameter resumeCommand: What goes on with it, where another command does than its own.
  package func endRun(
    _ session: LedgerSession, state: LedgerRun.State, reason: String? = nil,
    resumeCommand: String? = nil, counters: SessionCounters, at time: Timestamp = .now
  ) async throws(LedgerError) {
    try await write { db in
      var statements = try RecordStatements(db, keys: nil)
      try statements.update(session.id, counters)
      try db.execute(
        sql: "UPDATE session SET ended_at = ? WHERE id = ?",
        arguments: [time.iso8601, session.id])
      let goesOn = try !RunRows.activeProcesses(of: session.run, in: db).isEmpty
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

  /// All runs, the latest first, with what they came to.
  package func runs() throws(LedgerError) -> [LedgerRunSummary] {
    try read { try RunRows.summaries(in: $0) }
  }
}

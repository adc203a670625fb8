internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

/// The rows of runs and sessions.
enum RunRows {
  private static let columns = """
    id, identity, configuration_path, task_type, mode, dataset_path, state, exit_reason,
    generation, cells_total, resume_command, started_at, ended_at
    """

  static func latest(_ identity: SHA256, in db: Database) throws -> LedgerRun? {
    try Row.fetchOne(
      db, sql: "SELECT \(columns) FROM run WHERE identity = ? ORDER BY id DESC LIMIT 1",
      arguments: [Data(identity.bytes)]
    ).flatMap(run)
  }

  static func run(_ id: Int64, in db: Database) throws -> LedgerRun? {
    try Row.fetchOne(db, sql: "SELECT \(columns) FROM run WHERE id = ?", arguments: [id]).flatMap(
      run)
  }

  static func insert(_ description: RunDescription, in db: Database) throws -> LedgerRun {
    let generation = description.isFresh ? try nextGeneration(in: db) : 0
    try db.execute(
      sql: """
        INSERT INTO run (identity, configuration_path, task_type, mode, dataset_path, state,
          generation, cells_total, resume_command, started_at)
        VALUES (?, ?, ?, ?, ?, 'running', ?, ?, ?, ?)
        """,
      arguments: [
        Data(description.identity.bytes), description.configurationPath, description.taskType,
        description.mode.rawValue, description.datasetPath, generation, description.cellsTotal,
        description.resumeCommand, description.startedAt.iso8601,
      ])
    guard let run = try run(db.lastInsertedRowID, in: db) else {
      throw LedgerError(.other, message: "a run that was just written is gone")
    }
    return run
  }

  static func resume(
    _ run: LedgerRun, as description: RunDescription, in db: Database
  ) throws {
    try db.execute(
      sql: """
        UPDATE run SET state = 'running', exit_reason = NULL, ended_at = NULL,
          configuration_path = ?, cells_total = ?, resume_command = ?
        WHERE id = ?
        """,
      arguments: [
        description.configurationPath, description.cellsTotal, description.resumeCommand, run.id,
      ])
  }

  /// - Parameter claims: Whether the session claims each request before sending it.
  static func insertSession(
    of run: Int64, claims: Bool, at start: Timestamp, in db: Database
  ) throws -> LedgerSession {
    let process = ProcessIdentity.current
    try db.execute(
      sql: """
        INSERT INTO session (
          run_id, host, boot_id, process_id, process_started, started_at, renewed_at, claims)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7)
        """,
      arguments: [
        run, process.host, process.bootID, process.processID, process.startTicks,
        start.iso8601, claims,
      ])
    return LedgerSession(id: db.lastInsertedRowID, run: run)
  }

  /// A generation that no run or completion has.
  static func nextGeneration(in db: Database) throws -> Int64 {
    // No index gives the completions' highest generation, but each generation's completions belong
    // to a run.
    let highest = try Row.fetchOne(db, sql: "SELECT max(generation) FROM run")?.integer(0) ?? 0
    guard highest < Int64.max else {
      throw LedgerError(.corrupt, message: "the ledger is damaged: a run has generation \(highest)")
    }
    return max(0, highest) + 1
  }

  /// The other live processes with an unfinished session.
  ///
  /// - Parameter run: `nil` for sessions of any run.
  static func holders(of run: Int64?, in db: Database) throws -> [RunHolder] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT session.run_id, host, boot_id, process_id, process_started, session.started_at,
          renewed_at, claims, session.id, run.mode
        FROM session LEFT JOIN run ON run.id = session.run_id
        WHERE session.ended_at IS NULL AND (?1 IS NULL OR session.run_id = ?1)
        ORDER BY session.id
        """, arguments: [run])
    return rows.compactMap { row -> RunHolder? in
      guard let process = process(row), let id = row.integer(8), let run = row.integer(0),
        !process.isThisProcess
      else { return nil }
      let holder = RunHolder(
        session: LedgerSession(id: id, run: run), process: process,
        mode: row.text(9).flatMap { RunDescription.Mode(rawValue: $0) } ?? .full,
        since: StoredRows.timestamp(row.text(5)),
        renewedAt: row.text(6).map { StoredRows.timestamp($0) }, claims: row.integer(7) == 1)
      return holder.isAlive ? holder : nil
    }
  }

  private static let sessionColumns = """
    run_id, host, boot_id, process_id, process_started, ended_at, cells_done, cells_reused, cells_failed,
    requests_sent, requests_failed, requests_retried, elapsed_ms, requests_ended, answers_paid,
    answers_unpriced, prompt_tokens, completion_tokens, cost_pico_usd
    """

  /// The totals of all sessions of a run.
  static func totals(
    of run: Int64, in db: Database
  ) throws -> (counters: SessionCounters, account: LedgerAccount) {
    let rows = try Row.fetchAll(
      db, sql: "SELECT \(sessionColumns) FROM session WHERE run_id = ? ORDER BY id",
      arguments: [run]
    ).map(Session.init)
    return (totals(rows), account(rows))
  }

  static func summaries(in db: Database) throws -> [LedgerRunSummary] {
    var sessions: [Int64: [Session]] = [:]
    let rows = try Row.fetchCursor(db, sql: "SELECT \(sessionColumns) FROM session ORDER BY id")
    while let row = try rows.next() {
      let session = Session(row)
      sessions[session.run, default: []].append(session)
    }
    return try Row.fetchAll(db, sql: "SELECT \(columns) FROM run ORDER BY id DESC").compactMap {
      guard let run = run($0) else { return nil }
      let own = sessions[run.id] ?? []
      return LedgerRunSummary(
        run: run, sessions: own.count, totals: totals(own), account: account(own),
        isActive: own.contains { $0.isOpen && $0.process?.isRunning == true })
    }
  }

  /// Runs with unreadable rows; a run with a damaged row is not listed as a run.
  static func damagedRuns(in db: Database) throws -> [Int64] {
    try Row.fetchAll(db, sql: "SELECT \(columns) FROM run").compactMap { row in
      run(row) == nil ? row.integer(0) : nil
    }
  }

  private static func totals(_ sessions: [Session]) -> SessionCounters {
    var totals = SessionCounters()
    for session in sessions {
      let counters = session.counters
      // Every session goes through all cells, including those answered from the ledger.
      totals.cellsDone = max(totals.cellsDone, counters.cellsDone)
      totals.cellsReused = totals.cellsReused.adding(saturating: counters.cellsReused)
      totals.cellsFailed = counters.cellsFailed
      // A killed session's counters are older than its last rows, which also hold requests that
      // found no server and do not count as sent.
      totals.requestsSent = totals.requestsSent.adding(
        saturating: session.isOpen
          ? max(counters.requestsSent, session.account.requestsEnded) : counters.requestsSent)
      totals.requestsFailed = totals.requestsFailed.adding(saturating: counters.requestsFailed)
      totals.requestsRetried = totals.requestsRetried.adding(saturating: counters.requestsRetried)
      totals.elapsed += counters.elapsed
    }
    return totals
  }

  private static func account(_ sessions: [Session]) -> LedgerAccount {
    sessions.reduce(into: LedgerAccount()) { $0 += $1.account }
  }

  /// One session, as stored in its row.
  private struct Session {
    var run: Int64
    var isOpen: Bool
    var process: ProcessIdentity?
    var counters: SessionCounters
    var account: LedgerAccount

    /// Reads the columns that ``sessionColumns`` lists.
    init(_ row: Row) {
      run = row.integer(0) ?? 0
      process = RunRows.process(row)
      isOpen = row.text(5) == nil
      counters = SessionCounters(
        cellsDone: row.number(6) ?? 0, cellsReused: row.number(7) ?? 0,
        cellsFailed: row.number(8) ?? 0, requestsSent: row.number(9) ?? 0,
        requestsFailed: row.number(10) ?? 0, requestsRetried: row.number(11) ?? 0,
        elapsed: .milliseconds(row.number(12) ?? 0))
      account = LedgerAccount()
      account.requestsEnded = row.number(13) ?? 0
      account.answers = row.number(14) ?? 0
      account.unpricedAnswers = row.number(15) ?? 0
      account.promptTokens = row.number(16) ?? 0
      account.completionTokens = row.number(17) ?? 0
      account.costPicoUSD = max(0, row.integer(18) ?? 0)
    }
  }

  /// The process in columns 1 to 4 of ``sessionColumns``.
  private static func process(_ row: Row) -> ProcessIdentity? {
    guard let host = row.text(1), let bootID = row.text(2),
      let number = row.integer(3).flatMap({ Int32(exactly: $0) })
    else { return nil }
    return ProcessIdentity(
      host: host, bootID: bootID, processID: number, startTicks: row.integer(4))
  }

  /// A run in the order of ``columns``; `nil` if its row is damaged.
  private static func run(_ row: Row) -> LedgerRun? {
    guard let id = row.integer(0), let identity = row.bytes(1), let configuration = row.text(2),
      let taskType = row.text(3), let mode = row.text(4), let datasetPath = row.text(5),
      let generation = row.integer(8)
    else { return nil }
    return LedgerRun(
      id: id, identity: SHA256(bytes: identity), configurationPath: configuration,
      taskType: taskType, mode: RunDescription.Mode(rawValue: mode) ?? .full,
      datasetPath: datasetPath,
      state: row.text(6).flatMap { LedgerRun.State(rawValue: $0) } ?? .interrupted,
      exitReason: row.text(7), generation: generation, cellsTotal: row.number(9) ?? 0,
      resumeCommand: row.text(10), startedAt: StoredRows.timestamp(row.text(11)),
      endedAt: row.text(12).map { StoredRows.timestamp($0) })
  }
}

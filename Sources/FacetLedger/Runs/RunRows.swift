internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

/// Runs and sessions in their tables.
enum RunRows {
  private static let columns = """
    id, identity, configuration_path, task_type, mode, dataset_path, state, exit_reason,
    generation, cells_total, resume_command, started_at, ended_at
    """

  static func latest(_ identity: SHA256, in db: Database) throws -> LedgerRun? {
    try Row.fetchOne(
      db, sql: "SELECT \(columns) FROM run WHERE identity = ? ORDER BY id DESC LIMIT 1",
      arguments: [Data(identity.bytes)]
    ).map(run)
  }

  static func run(_ id: Int64, in db: Database) throws -> LedgerRun? {
    try Row.fetchOne(db, sql: "SELECT \(columns) FROM run WHERE id = ?", arguments: [id]).map(run)
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

  static func insertSession(of run: Int64, in db: Database) throws -> LedgerSession {
    let process = ProcessIdentity.current
    try db.execute(
      sql: """
        INSERT INTO session (run_id, host, boot_id, process_id, started_at)
        VALUES (?, ?, ?, ?, ?)
        """,
      arguments: [
        run, process.host, process.bootID, process.processID, Timestamp.now.iso8601,
      ])
    return LedgerSession(id: db.lastInsertedRowID, run: run)
  }

  /// A generation that neither a run nor a completion has.
  static func nextGeneration(in db: Database) throws -> Int64 {
    // No index leads to the completions' highest, but those of a generation belong to a run.
    let highest = try Int64.fetchOne(db, sql: "SELECT max(generation) FROM run") ?? 0
    return highest + 1
  }

  /// Other processes of this host that have not ended their session of a run and still live.
  static func activeProcesses(of run: Int64, in db: Database) throws -> [Int32] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT DISTINCT host, boot_id, process_id FROM session
        WHERE run_id = ? AND ended_at IS NULL
        """, arguments: [run])
    return rows.map(process).filter {
      $0 != ProcessIdentity.current && $0.isRunning == true
    }.map(\.processID)
  }

  private static let sessionColumns = """
    run_id, host, boot_id, process_id, ended_at, cells_done, cells_reused, cells_failed,
    requests_sent, requests_failed, requests_retried, elapsed_ms, requests_ended, answers_paid,
    answers_unpriced, prompt_tokens, completion_tokens, cost_pico_usd
    """

  /// What all sessions of a run have come to.
  static func totals(
    of run: Int64, in db: Database
  ) throws -> (counters: SessionCounters, account: LedgerAccount) {
    let rows = try Row.fetchAll(
      db, sql: "SELECT \(sessionColumns) FROM session WHERE run_id = ? ORDER BY id",
      arguments: [run])
    return (totals(rows), account(rows))
  }

  static func summaries(in db: Database) throws -> [LedgerRunSummary] {
    var sessions: [Int64: [Row]] = [:]
    let rows = try Row.fetchCursor(db, sql: "SELECT \(sessionColumns) FROM session ORDER BY id")
    while let row = try rows.next() { sessions[row[0], default: []].append(row.copy()) }
    return try Row.fetchAll(db, sql: "SELECT \(columns) FROM run ORDER BY id DESC").map { row in
      let run = run(row)
      let own = sessions[run.id] ?? []
      return LedgerRunSummary(
        run: run, sessions: own.count, totals: totals(own), account: account(own),
        isActive: own.contains { $0.hasNull(atIndex: 4) && process($0).isRunning == true })
    }
  }

  private static func totals(_ sessions: [Row]) -> SessionCounters {
    var totals = SessionCounters()
    for row in sessions {
      // Every session goes through all cells, those answered from the ledger included.
      totals.cellsDone = max(totals.cellsDone, row["cells_done"])
      totals.cellsReused += row["cells_reused"] as Int
      totals.cellsFailed = row["cells_failed"]
      // Counters of a session that was killed are older than its last rows.
      totals.requestsSent += max(row["requests_sent"], row["requests_ended"])
      totals.requestsFailed += row["requests_failed"] as Int
      totals.requestsRetried += row["requests_retried"] as Int
      totals.elapsed += .milliseconds(row["elapsed_ms"] as Int64)
    }
    return totals
  }

  private static func account(_ sessions: [Row]) -> LedgerAccount {
    var account = LedgerAccount()
    for row in sessions {
      account.requestsEnded += row["requests_ended"] as Int
      account.answers += row["answers_paid"] as Int
      account.unpricedAnswers += row["answers_unpriced"] as Int
      account.promptTokens += row["prompt_tokens"] as Int
      account.completionTokens += row["completion_tokens"] as Int
      account.costPicoUSD += row["cost_pico_usd"] as Int64
    }
    return account
  }

  private static func process(_ row: Row) -> ProcessIdentity {
    ProcessIdentity(
      host: row["host"], bootID: row["boot_id"], processID: row["process_id"])
  }

  private static func run(_ row: Row) -> LedgerRun {
    LedgerRun(
      id: row[0], identity: SHA256(bytes: [UInt8](row[1] as Data)), configurationPath: row[2],
      taskType: row[3], mode: RunDescription.Mode(rawValue: row[4]) ?? .full,
      datasetPath: row[5], state: LedgerRun.State(rawValue: row[6]) ?? .interrupted,
      exitReason: row[7], generation: row[8], cellsTotal: row[9], resumeCommand: row[10],
      startedAt: StoredRows.timestamp(row[11]),
      endedAt: (row[12] as String?).map(StoredRows.timestamp))
  }
}

internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

/// The runs and sessions of one ledger in a union, where they have other numbers.
struct UnionIdentities {
  private var runs: [Int64: Int64] = [:]
  private var sessions: [Int64: Int64] = [:]
  private var matches = SessionMatches()

  /// A session's numbers in the union; `nil` if the ledger no longer has it.
  func session(_ session: LedgerSession?) -> LedgerSession? {
    guard let session, let id = sessions[session.id], let run = runs[session.run] else {
      return nil
    }
    return LedgerSession(id: id, run: run)
  }

  private static let runColumns = """
    identity, configuration_path, task_type, mode, dataset_path, state, exit_reason, generation,
    cells_total, resume_command, started_at, ended_at
    """

  /// Adds the runs; a run that the union has takes over how it ended.
  mutating func addRuns(
    _ from: Database, to db: Database, _ source: inout LedgerUnion.Source
  ) throws {
    let rows = try Row.fetchCursor(from, sql: "SELECT id, \(Self.runColumns) FROM run ORDER BY id")
    while let row = try rows.next() {
      guard let id = row.integer(0), let identity = row.bytes(1), identity.count == 32,
        let generation = row.integer(8)
      else { continue }
      source.runs[SHA256(bytes: identity)] = LedgerUnion.Run(
        generation: generation, startedAt: StoredRows.timestamp(row.text(11)))
      let place: StatementArguments = [
        Data(identity), generation, row.text(11), row.text(5),
      ]
      let known = try Row.fetchOne(
        db,
        sql: """
          SELECT id FROM run
          WHERE identity = ? AND generation = ? AND started_at = ? AND dataset_path = ?
          """, arguments: place)?.integer(0)
      if let known {
        runs[id] = known
        try db.execute(
          sql: """
            UPDATE run SET state = ?, exit_reason = ?, resume_command = ?, ended_at = ?
            WHERE id = ?
            """,
          arguments: [row.text(6), row.text(7), row.text(10), row.text(12), known])
      } else {
        try Self.copy(row, columns: 1...12, into: "run (\(Self.runColumns))", in: db)
        runs[id] = db.lastInsertedRowID
      }
    }
  }

  private static let sessionColumns = """
    run_id, host, boot_id, process_id, process_started, started_at, ended_at, renewed_at, claims,
    cells_done, cells_reused, cells_failed, requests_sent, requests_failed, requests_retried,
    elapsed_ms, requests_ended, answers_paid, answers_unpriced, prompt_tokens, completion_tokens,
    cost_pico_usd
    """

  /// Adds the sessions; a session that the union has keeps the later of both counts.
  mutating func addSessions(_ from: Database, to db: Database) throws {
    let rows = try Row.fetchCursor(
      from, sql: "SELECT id, \(Self.sessionColumns) FROM session ORDER BY id")
    while let row = try rows.next() {
      guard let id = row.integer(0), let run = row.integer(1).flatMap({ runs[$0] }) else {
        continue
      }
      let place: StatementArguments = [
        run, row.text(2), row.text(3), row.integer(4), row.integer(5), row.text(6),
      ]
      guard let known = try matches.next(place, in: db) else {
        try Self.copy(
          row, columns: 1...22, into: "session (\(Self.sessionColumns))", in: db,
          replacing: (1, run))
        sessions[id] = db.lastInsertedRowID
        matches.add(db.lastInsertedRowID)
        continue
      }
      sessions[id] = known.id
      let isLater = (row.integer(17) ?? 0, row.integer(10) ?? 0) > (known.ended, known.done)
      let hasEnded = row.text(7) != nil
      guard isLater || hasEnded else { continue }
      try db.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [known.id])
      try Self.copy(
        row, columns: 0...22, into: "session (id, \(Self.sessionColumns))", in: db,
        replacing: (1, run), and: (0, known.id))
    }
  }

  private static let attemptColumns = """
    fingerprint, generation, step, turn, model, provider, kind, http_status, message,
    retry_after_ms, latency_ms, run_id, session_id, created_at, body, wire_format, endpoint,
    prompt_tokens, completion_tokens, cost_pico_usd, digest
    """

  /// Adds the attempts.
  mutating func addAttempts(_ from: Database, to db: Database) throws {
    let rows = try Row.fetchCursor(
      from, sql: "SELECT \(Self.attemptColumns) FROM attempt ORDER BY id")
    while let row = try rows.next() {
      let own = session(StoredRows.session(run: row.integer(11), id: row.integer(12)))
      if matches.hasNextAttempt(of: own) { continue }
      if own == nil, try Self.isKnown(row, in: db) { continue }
      try Self.copy(
        row, columns: 0...20, into: "attempt (\(Self.attemptColumns))", in: db,
        replacing: (11, own?.run), and: (12, own?.id))
    }
  }

  /// Whether the union has an attempt of a session that is no longer known.
  private static func isKnown(_ row: Row, in db: Database) throws -> Bool {
    try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT 1 FROM attempt WHERE session_id IS NULL AND fingerprint = ? AND generation = ?
            AND kind = ? AND created_at = ? AND latency_ms IS ?
          """),
      arguments: [
        row.bytes(0).map { Data($0) }, row.integer(1), row.text(6), row.text(13), row.integer(10),
      ]) != nil
  }

  /// Adds the failures; of two for one request, the later counts.
  func addFailures(_ from: Database, to db: Database) throws {
    let rows = try Row.fetchCursor(from, sql: "SELECT \(StoredRows.failureColumns) FROM failure")
    while let row = try rows.next() {
      guard let failure = StoredRows.failure(row) else { continue }
      let own = session(failure.session)
      let known = try Row.fetchOne(
        db.cachedStatement(
          sql: "SELECT created_at FROM failure WHERE fingerprint = ? AND generation = ?"),
        arguments: [Data(failure.key.fingerprint.bytes), failure.key.generation])
      if let earlier = known?.text(0), earlier >= failure.createdAt.iso8601 { continue }
      try db.execute(
        sql: "INSERT OR REPLACE INTO failure (\(StoredRows.failureColumns)) VALUES "
          + "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          Data(failure.key.fingerprint.bytes), failure.key.generation, failure.errorClass,
          failure.httpStatus, failure.message, failure.isTransient ? 1 : 0, failure.attempts,
          own?.run, own?.id, failure.createdAt.iso8601,
        ])
    }
  }

  private static let executionColumns =
    "fingerprint, generation, run_id, session_id, created_at, result, digest"

  /// Adds the results of code; the first of a turn counts, because later turns build on it.
  func addExecutions(_ from: Database, to db: Database) throws {
    let rows = try Row.fetchCursor(from, sql: "SELECT \(Self.executionColumns) FROM execution")
    while let row = try rows.next() {
      guard let key = StoredRows.key(row), let result = row.text(5),
        StoredRows.isIntact(row.integer(6), of: RecordDigest.of(Array(result.utf8), key: key))
      else { continue }
      let own = session(StoredRows.session(run: row.integer(2), id: row.integer(3)))
      try Self.copy(
        row, columns: 0...6, into: "execution (\(Self.executionColumns))", in: db,
        replacing: (2, own?.run), and: (3, own?.id), orIgnore: true)
    }
  }

  /// Adds calibrations; of two for one model, the one that rests on more prompts counts.
  static func addCalibrations(_ from: Database, to db: Database) throws {
    let columns = "model, provider, vocabulary, reported_tokens, estimated_tokens, samples"
    let rows = try Row.fetchCursor(from, sql: "SELECT \(columns) FROM calibration")
    while let row = try rows.next() {
      try db.execute(
        sql: """
          INSERT INTO calibration (\(columns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
          ON CONFLICT DO UPDATE SET reported_tokens = ?4, estimated_tokens = ?5, samples = ?6
          WHERE ?6 > samples
          """,
        arguments: [
          row.text(0), row.text(1), row.text(2), row.integer(3), row.integer(4), row.integer(5),
        ])
    }
  }

  /// The tables with rules of their own.
  private static let ruled: Set<String> = [
    "run", "session", "completion", "attempt", "failure", "execution", "calibration", "claim",
  ]

  /// Adds the rows of every other table; of two with one key, the first counts.
  func addFurther(_ from: Database, to db: Database) throws {
    let tables = try String.fetchAll(
      db,
      sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    for table in tables.sorted() where !Self.ruled.contains(table) {
      let columns = try String.fetchAll(
        db, sql: "SELECT name FROM pragma_table_info(?) ORDER BY cid", arguments: [table])
      // Past the last column where there is none.
      let (runColumn, sessionColumn) = (
        columns.firstIndex(of: "run_id") ?? columns.count,
        columns.firstIndex(of: "session_id") ?? columns.count
      )
      let list = columns.joined(separator: ", ")
      let rows = try Row.fetchCursor(from, sql: "SELECT \(list) FROM \(table)")
      while let row = try rows.next() {
        let own = session(
          StoredRows.session(run: row.integer(runColumn), id: row.integer(sessionColumn)))
        try Self.copy(
          row, columns: 0...(columns.count - 1), into: "\(table) (\(list))", in: db,
          replacing: (runColumn, own?.run), and: (sessionColumn, own?.id), orIgnore: true)
      }
    }
  }

  /// Writes columns of a row as they are, except for numbers that the union has assigned.
  private static func copy(
    _ row: Row, columns: ClosedRange<Int>, into target: String, in db: Database,
    replacing first: (column: Int, value: Int64?)? = nil,
    and second: (column: Int, value: Int64?)? = nil, orIgnore: Bool = false
  ) throws {
    let values = columns.map { column -> DatabaseValue in
      for case (let own, let value)? in [first, second] where own == column {
        return value?.databaseValue ?? .null
      }
      return row[column]
    }
    let marks = values.map { _ in "?" }.joined(separator: ", ")
    let statement = try db.cachedStatement(
      sql: "INSERT \(orIgnore ? "OR IGNORE " : "")INTO \(target) VALUES (\(marks))")
    try statement.execute(arguments: StatementArguments(values))
  }
}

internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

/// Adds the entries of paid records to a ledger that may have some of them already.
struct RecordReplay {
  private let db: Database
  private var statements: RecordStatements
  /// The sessions' numbers in the ledger, by their number in the current file's process.
  private var sessions: [Int64: LedgerSession] = [:]
  private var matches = SessionMatches()
  private var result = Result()

  /// What a replay has found.
  struct Result: Sendable {
    /// The completions that the ledger lacked.
    var added = 0
    /// What could not be read, in the order of the files.
    var unread: [UnreadRecord] = []
  }

  private init(_ db: Database) throws {
    self.db = db
    statements = try RecordStatements(db, keys: nil)
  }

  /// Replays files in the order in which they began.
  static func replay(_ files: [String], into db: Database) throws -> Result {
    var replay = try RecordReplay(db)
    var stem: Substring = ""
    for file in files {
      // The files of one process share its sessions.
      let name = FileSystem.name(of: file)
      let own = name.dropLast(PaidRecord.ending.utf8.count + 7)
      if own != stem {
        stem = own
        replay.sessions = [:]
      }
      let rest = try PaidRecord.forEachEntry(of: file) { try replay.add($0) }
      if rest > 0 { replay.result.unread.append(UnreadRecord(file: file, bytes: rest)) }
    }
    try replay.statements.writeAccounts()
    return replay.result
  }

  private func own(_ session: LedgerSession?) -> LedgerSession? {
    session.flatMap { sessions[$0.id] }
  }

  private mutating func add(_ entry: RecordEntry) throws {
    switch entry {
    case .began(let run, let session, let process, let claims, let start):
      try begin(run, session, process, claims: claims, at: start)
    case .completion(var completion, let replaced):
      completion.session = own(completion.session)
      try add(completion, replacing: replaced)
    case .attempt(var attempt):
      attempt.session = own(attempt.session)
      if !matches.hasNextAttempt(of: attempt.session) { try statements.insert(attempt) }
    case .failure(var failure):
      failure.session = own(failure.session)
      let isAnswered = try StoredRows.completion(for: failure.key, in: db) != nil
      if !isAnswered { try statements.insert(failure) }
    case .execution(let execution):
      let session = own(execution.session)
      try db.execute(
        sql: """
          INSERT OR IGNORE INTO execution (
            fingerprint, generation, run_id, session_id, created_at, result, digest)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          Data(execution.key.fingerprint.bytes), execution.key.generation, session?.run,
          session?.id, execution.createdAt.iso8601, execution.result,
          RecordDigest.of(Array(execution.result.utf8), key: execution.key),
        ])
    case .counters(let counters, let id):
      if let session = sessions[id] { try statements.update(session.id, counters) }
    case .calibration(let calibration):
      try calibration.write(in: db)
    case .score(let score):
      try score.write(in: db)
    }
  }

  private mutating func add(_ completion: LedgerCompletion, replacing replaced: [UInt8]?) throws {
    if let replaced, replaced != completion.body {
      try RecordStatements.retire(completion.key, body: replaced, in: db)
    }
    if try statements.insert(completion, in: db) {
      result.added += 1
      return
    }
    let known = try StoredRows.completion(for: completion.key, in: db)
    guard known?.body != completion.body else { return }
    try statements.insert(LedgerAttempt(duplicating: completion))
  }

  private mutating func begin(
    _ run: LedgerRun, _ session: LedgerSession, _ process: ProcessIdentity, claims: Bool,
    at start: String
  ) throws {
    let place: StatementArguments = [
      Data(run.identity.bytes), run.generation, run.startedAt.iso8601,
    ]
    var id = try Row.fetchOne(
      db,
      sql: """
        SELECT id FROM run WHERE identity = ? AND generation = ? AND started_at = ?
        ORDER BY id DESC LIMIT 1
        """, arguments: place)?.integer(0)
    if id == nil {
      try db.execute(
        sql: """
          INSERT INTO run (identity, generation, started_at, configuration_path, task_type, mode,
            dataset_path, state, cells_total, resume_command)
          VALUES (?, ?, ?, ?, ?, ?, ?, 'interrupted', ?, ?)
          """,
        arguments: place + [
          run.configurationPath, run.taskType, run.mode.rawValue, run.datasetPath, run.cellsTotal,
          run.resumeCommand,
        ])
      id = db.lastInsertedRowID
    }
    guard let id else { return }
    let known = try matches.next(
      [id, process.host, process.bootID, process.processID, process.startTicks, start], in: db)
    if let known {
      sessions[session.id] = LedgerSession(id: known.id, run: id)
      return
    }
    try db.execute(
      sql: """
        INSERT INTO session (run_id, host, boot_id, process_id, process_started, started_at,
          renewed_at, claims)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7)
        """,
      arguments: [
        id, process.host, process.bootID, process.processID, process.startTicks, start,
        claims ? 1 : 0,
      ])
    matches.add(db.lastInsertedRowID)
    sessions[session.id] = LedgerSession(id: db.lastInsertedRowID, run: id)
  }
}

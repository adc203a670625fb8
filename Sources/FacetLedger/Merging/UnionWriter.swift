internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

/// Writes a new ledger with the content of others, one after another.
struct UnionWriter {
  private let options: LedgerUnion.Options
  private var union = LedgerUnion()
  private let db: Database
  /// The source of each completion so far, where it is not the first: by row number in the union.
  private var ends: [(rowID: Int64, path: String)] = []

  private init(_ db: Database, _ options: LedgerUnion.Options) {
    self.db = db
    self.options = options
  }

  /// - Throws: ``LedgerError``; the file at `path` is then unchanged.
  static func write(
    to path: String, from sources: [String], options: LedgerUnion.Options
  ) throws -> LedgerUnion {
    try FileSystem.makeDirectories(FileSystem.parent(of: path))
    let draft = "\(path)-union-\(ProcessIdentity.current.processID)"
    let leftovers = ["", "-journal", "-wal", "-shm"].map { draft + $0 }
    leftovers.forEach(FileSystem.remove)
    defer { leftovers.forEach(FileSystem.remove) }
    do {
      let union = try filled(draft, from: sources, options: options)
      guard union.isWhole else { return union }
      try FileSystem.sync(draft)
      // A log belongs to the file that is replaced.
      for suffix in ["-wal", "-shm", "-journal"] { FileSystem.remove(path + suffix) }
      try FileSystem.rename(draft, to: path)
      return union
    } catch {
      throw LedgerError(error, path: path)
    }
  }

  private static func filled(
    _ draft: String, from sources: [String], options: LedgerUnion.Options
  ) throws -> LedgerUnion {
    var configuration = Configuration()
    configuration.label = "facet.union"
    configuration.foreignKeysEnabled = false
    let connection = try DatabaseQueue(path: draft, configuration: configuration)
    let union = try connection.writeWithoutTransaction { db in
      // The draft is worthless until it is whole. 128 MB hold the index over some two million keys,
      // which arrive in random order.
      for pragma in ["synchronous = OFF", "journal_mode = OFF", "cache_size = -131072"] {
        _ = try Row.fetchOne(db, sql: "PRAGMA \(pragma)")
      }
      var writer = UnionWriter(db, options)
      try db.inTransaction(.immediate) {
        try LedgerSchema.migrate(db, from: 0)
        for source in sources { try writer.add(source) }
        try db.execute(
          sql: """
            DELETE FROM failure WHERE EXISTS (
              SELECT 1 FROM completion WHERE completion.fingerprint = failure.fingerprint
                AND completion.generation = failure.generation)
            """)
        return .commit
      }
      return writer.union
    }
    try connection.close()
    return union
  }

  private mutating func add(_ path: String) throws {
    do {
      let source = try UnionSource(path: path)
      defer { source.close() }
      try source.checkTables(like: db)
      try source.read { try add(path, $0) }
    } catch {
      throw LedgerError(error, path: path)
    }
  }

  private mutating func add(_ path: String, _ from: Database) throws {
    var source = LedgerUnion.Source(path: path)
    var identities = UnionIdentities()
    try identities.addRuns(from, to: db, &source)
    try identities.addSessions(from, to: db)
    try addCompletions(from, identities, &source)
    try identities.addAttempts(from, to: db)
    try identities.addFailures(from, to: db)
    try identities.addExecutions(from, to: db)
    try UnionIdentities.addCalibrations(from, to: db)
    try identities.addFurther(from, to: db)
    union.add(source)
    ends.append((db.lastInsertedCompletion, path))
  }

  private mutating func addCompletions(
    _ from: Database, _ identities: UnionIdentities, _ source: inout LedgerUnion.Source
  ) throws {
    var statements = try RecordStatements(db, keys: nil, accounts: false)
    let rows = try Row.fetchCursor(
      from, sql: "SELECT \(StoredRows.completionColumns) FROM completion ORDER BY id")
    while let row = try rows.next() {
      source.completions += 1
      guard var completion = StoredRows.completion(row) else {
        if !options.skipsDamaged { source.damaged += 1 }
        continue
      }
      completion.session = identities.session(completion.session)
      if try statements.insert(completion, in: db) {
        source.added += 1
      } else {
        try take(repeated: completion, of: source.path, &statements)
      }
    }
  }

  /// A completion whose key the union has: the same one, or a conflict.
  private mutating func take(
    repeated completion: LedgerCompletion, of path: String, _ statements: inout RecordStatements
  ) throws {
    let key: StatementArguments = [
      Data(completion.key.fingerprint.bytes), completion.key.generation,
    ]
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: "SELECT id, body FROM completion WHERE fingerprint = ? AND generation = ?"),
      arguments: key)
    guard let id = row?.integer(0), row?.bytes(1) != completion.body else { return }
    guard options.keepsFirst else {
      let first = ends.first { id <= $0.rowID }?.path ?? path
      return union.add(
        LedgerUnion.Conflict(
          key: completion.key, first: first, second: path, model: completion.model,
          step: completion.step))
    }
    // Uniting again must not keep it twice.
    let known = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT 1 FROM attempt
          WHERE session_id IS ? AND fingerprint = ? AND generation = ? AND kind = ?
          """),
      arguments: [completion.session?.id] + key + [LedgerAttempt.duplicate])
    if known == nil { try statements.insert(LedgerAttempt(duplicating: completion)) }
  }
}

extension Database {
  /// The number of the last completion's row.
  fileprivate var lastInsertedCompletion: Int64 {
    (try? Int64.fetchOne(self, sql: "SELECT max(id) FROM completion")) ?? 0
  }
}

internal import FacetPlatform
internal import GRDB

/// A ledger that is being read into a union.
struct UnionSource {
  private let path: String
  private let connection: DatabaseQueue

  init(path: String) throws {
    self.path = path
    guard let header = try LedgerHeader(of: path) else { throw LedgerError.notADatabase(path) }
    guard header.isOfLedger else { throw LedgerError.foreign(path) }
    var configuration = Configuration()
    configuration.label = "facet.union.source"
    configuration.prepareDatabase { db in
      // A connection that only reads would leave the files of its log behind.
      try db.execute(sql: "PRAGMA query_only = ON")
      // The file may come from anywhere: its schema must run nothing.
      try db.execute(sql: "PRAGMA trusted_schema = OFF")
      try db.execute(sql: "PRAGMA cell_size_check = ON")
    }
    connection = try DatabaseQueue(path: path, configuration: configuration)
  }

  func close() {
    try? connection.close()
  }

  /// Runs `body` on one state of the file.
  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try connection.read(body)
  }

  /// Refuses a file whose tables are not a ledger's: views, triggers or columns of another kind.
  func checkTables(like union: Database) throws {
    let wanted = try Self.tables(in: union)
    try connection.read { db in
      let found = try Self.tables(in: db)
      if let name = wanted.keys.sorted().first(where: { found[$0] != wanted[$0] }) {
        throw LedgerError.corrupt(path, reason: "its table '\(name)' is not that of a ledger")
      }
      let strange = try Row.fetchOne(
        db, sql: "SELECT name FROM sqlite_master WHERE type IN ('view', 'trigger') LIMIT 1")
      if let strange {
        throw LedgerError.corrupt(
          path, reason: "it has a view or trigger, '\(strange.text(0) ?? "")', that no ledger has")
      }
    }
  }

  /// The definitions of the tables, by name.
  private static func tables(in db: Database) throws -> [String: String] {
    let rows = try Row.fetchAll(
      db,
      sql: "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return rows.reduce(into: [:]) { tables, row in
      if let name = row.text(0), let sql = row.text(1) { tables[name] = sql }
    }
  }
}

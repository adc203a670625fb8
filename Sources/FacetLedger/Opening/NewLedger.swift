internal import FacetPlatform
internal import GRDB

/// Creates ledgers.
enum NewLedger {
  /// Creates a ledger if there is no file at the path.
  ///
  /// The file is written under another name and synced once. SQLite would sync eight times to create
  /// the tables and the write-ahead log in place, which takes longer than all other preparations.
  static func make(at path: String) throws {
    // SQLite would apply the leftover log of a removed ledger to the new one.
    guard ["", "-wal", "-journal"].allSatisfy({ !FileSystem.exists(path + $0) }) else { return }
    let draft = "\(path)-draft-\(UInt32.random(in: 0 ... .max))"
    defer { FileSystem.remove(draft) }
    let connection = try DatabaseQueue(path: draft)
    try connection.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = OFF")
      _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = MEMORY")
      try db.inTransaction {
        try LedgerSchema.migrate(db, from: 0)
        return .commit
      }
    }
    try connection.close()
    var image = try FileSystem.contents(of: draft)
    for place in LedgerHeader.logVersions { image[place] = 2 }
    // Keeps a ledger that another process has created meanwhile.
    _ = try FileSystem.create(path, contents: image)
  }
}

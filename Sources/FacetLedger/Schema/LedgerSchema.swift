internal import GRDB

/// The tables of a ledger, and how an older file comes to have them.
enum LedgerSchema {
  /// `FctL` in ASCII, in the file's header: what tells a ledger from other programs' databases.
  static let applicationID: Int32 = 0x4663_744C

  /// What `user_version` says of a file that is up to date.
  static var version: Int { migrations.count }

  /// The n-th leads from version n to n + 1; one that was released never changes.
  static let migrations = [
    initialTables, accounts, executionTable, fewerIndexes, protection,
  ]

  /// Brings a file to the current version, in the transaction of the caller.
  static func migrate(_ db: Database, from version: Int) throws {
    for migration in migrations[version...] { try db.execute(sql: migration) }
    try db.execute(sql: "PRAGMA application_id = \(applicationID)")
    try db.execute(sql: "PRAGMA user_version = \(self.version)")
  }
}

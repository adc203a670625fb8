internal import GRDB

/// The tables of a ledger, and the migrations of older files.
enum LedgerSchema {
  /// `FctL` in ASCII, in the file's header: distinguishes ledgers from other programs' databases.
  static let applicationID: Int32 = 0x4663_744C

  /// The `user_version` of a current file.
  static var version: Int { migrations.count }

  /// The n-th migrates from version n to n + 1; a released migration never changes.
  static let migrations = [
    initialTables, accounts, executionTable, fewerIndexes, protection, adjustments,
    scoreTable,
  ]

  /// Migrates a file to the current version, in the caller's transaction.
  static func migrate(_ db: Database, from version: Int) throws {
    for migration in migrations[version...] { try db.execute(sql: migration) }
    try db.execute(sql: "PRAGMA application_id = \(applicationID)")
    try db.execute(sql: "PRAGMA user_version = \(self.version)")
  }
}

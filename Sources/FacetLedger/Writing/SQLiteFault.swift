internal import FacetPlatform
internal import GRDB
internal import GRDBSQLite

/// A failed SQLite call, with the system's error: SQLite's own code is the same for an exhausted
/// quota and a broken disk.
struct SQLiteFault: Error {
  var error: DatabaseError
  var system: SystemError?

  /// - Parameter db: The failed connection, unused since.
  init(_ error: DatabaseError, on db: Database) {
    self.error = error
    guard [.SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_FULL].contains(error.resultCode) else { return }
    let code = unsafe sqlite3_system_errno(db.sqliteConnection)
    if code != 0 { system = SystemError("use the ledger", code: code) }
  }
}

internal import FacetPlatform
internal import GRDB
internal import GRDBSQLite

/// A failed call of SQLite, with what the system said: SQLite's own code for a used-up quota is that
/// of a broken disk.
struct SQLiteFault: Error {
  var error: DatabaseError
  var system: SystemError?

  /// - Parameter db: The connection that failed, which has done nothing since.
  init(_ error: DatabaseError, on db: Database) {
    self.error = error
    guard [.SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_FULL].contains(error.resultCode) else { return }
    let code = unsafe sqlite3_system_errno(db.sqliteConnection)
    if code != 0 { system = SystemError("use the ledger", code: code) }
  }
}

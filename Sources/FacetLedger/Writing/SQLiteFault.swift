internal import FacetPlatform
internal import GRDB
internal import GRDBSQLite

/// A failed SQLite call, with the system's error: SQLite's own code is the same for an exhausted
/// quota and a broken disk.
struct SQLiteFault: Error {
  var error: DatabaseError
  var system: SystemError?

  init(_ error: DatabaseError, system code: Int32) {
    self.error = error
    system = SystemError("use the ledger", code: code)
  }

  /// - Parameter db: The failed connection, unused since.
  init(_ error: DatabaseError, on db: Database) {
    self.error = error
    guard [.SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_FULL].contains(error.resultCode) else { return }
    let code = Self.systemCode(of: db)
    if code != 0 { system = SystemError("use the ledger", code: code) }
  }

  /// The system's error code of the last failed call. SQLite keeps the connection's own code only
  /// for statements other than COMMIT, so that its files are asked first.
  private static func systemCode(of db: Database) -> Int32 {
    let connection = unsafe db.sqliteConnection
    var code: Int32 = 0
    var journal: UnsafeMutablePointer<sqlite3_file>?
    unsafe sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal)
    // A file that is not open has no methods.
    if let journal = unsafe journal, let methods = unsafe journal.pointee.pMethods,
      let control = unsafe methods.pointee.xFileControl
    {
      _ = unsafe control(journal, SQLITE_FCNTL_LAST_ERRNO, &code)
    }
    if code == 0 {
      unsafe sqlite3_file_control(connection, "main", SQLITE_FCNTL_LAST_ERRNO, &code)
    }
    return code != 0 ? code : unsafe sqlite3_system_errno(connection)
  }
}

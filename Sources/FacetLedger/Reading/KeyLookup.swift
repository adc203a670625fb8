internal import FacetPlatform
internal import GRDB

/// Whether a completion is stored, asked of a connection of its own; most often it is not.
///
/// A pooled reader answers the same, but takes four times as long to be fetched and to answer.
final class KeyLookup: @unchecked Sendable {
  // `@unchecked Sendable`: the connection is opened with SQLITE_OPEN_NOMUTEX, which SQLite
  // documents to be safe where no two threads use it at once; `statement` is only used locked.
  private let connection: DatabaseQueue
  private let isOpen = Lock(true)
  private var statement: DirectStatement?

  /// Opens a connection to a file that has its write-ahead log already.
  init(path: String, configuration: Configuration) throws {
    var configuration = configuration
    configuration.readonly = true
    connection = try DatabaseQueue(path: path, configuration: configuration)
    let connection = connection
    statement = try connection.unsafeRead { db in
      let sql = "SELECT 1 FROM completion WHERE fingerprint = ? AND generation = ?"
      return DirectStatement(try db.makeStatement(sql: sql), in: db)
    }
  }

  /// Whether a completion is committed under a key, by this process or another; `nil` where that
  /// cannot be told, and the reason is up to another connection.
  func holds(_ key: LedgerKey) -> Bool? {
    isOpen.withLock { isOpen in
      guard isOpen else { return nil }
      statement?.bind(key)
      return try? statement?.run()
    }
  }

  func close() throws {
    isOpen.withLock { isOpen in
      isOpen = false
      statement = nil
    }
    try connection.close()
  }
}

internal import FacetPlatform
internal import GRDB

/// The response that is stored under a key, asked of a connection of its own; most often there is
/// none.
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
      let sql = """
        SELECT body, attempts, latency_ms, digest FROM completion
        WHERE fingerprint = ? AND generation = ?
        """
      return DirectStatement(try db.makeStatement(sql: sql), in: db)
    }
  }

  /// What a look has come to.
  enum Finding {
    case absent
    case found(KeptResponse)
    /// It cannot be told; the reason is up to another connection.
    case unknown
  }

  /// What is committed under a key, by this process or another.
  func response(for key: LedgerKey) -> Finding {
    isOpen.withLock { $0 ? look(for: key) : .unknown }
  }

  /// The same; `nil` where another thread is looking.
  func responseIfFree(for key: LedgerKey) -> Finding? {
    isOpen.withLockIfFree { $0 ? look(for: key) : .unknown }
  }

  private func look(for key: LedgerKey) -> Finding {
    guard statement != nil else { return .unknown }
    statement?.bind(key)
    do {
      let row = try statement?.firstRow { row in
        let body = row.bytes(0)
        let (attempts, latency) = (row.integer(1), row.integer(2))
        return KeptResponse(
          body: body, attempts: Int(StoredRows.bounded(attempts)),
          latency: .milliseconds(StoredRows.bounded(latency)),
          isIntact: row.isBlob(0)
            && StoredRows.isIntact(
              row.integerIfAny(3),
              of: RecordDigest.of(body, key: key, attempts: attempts, latency: latency))
        )
      }
      return row.map { .found($0) } ?? .absent
    } catch {
      return .unknown
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

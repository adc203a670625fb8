internal import FacetPlatform
internal import GRDB

/// Looks up the stored response of a key on a connection of its own; usually there is none.
///
/// A pooled reader gives the same result, but takes four times as long.
final class KeyLookup: @unchecked Sendable {
  // `@unchecked Sendable`: the connection is opened with SQLITE_OPEN_NOMUTEX, which SQLite
  // documents as safe if no two threads use it at once; it and `statement` are only used under the
  // lock.
  private let path: String
  private let configuration: Configuration
  private let isOpen = Lock(true)
  private var connection: DatabaseQueue?
  private var statement: DirectStatement?

  /// Opens its connection at the first lookup, when the file has its write-ahead log.
  init(path: String, configuration: Configuration) {
    self.path = path
    var configuration = configuration
    configuration.readonly = true
    self.configuration = configuration
  }

  private func connect() throws {
    let connection = try DatabaseQueue(path: path, configuration: configuration)
    statement = try connection.unsafeRead { db in
      let sql = """
        SELECT body, attempts, latency_ms, digest, adjustments FROM completion
        WHERE fingerprint = ? AND generation = ?
        """
      return DirectStatement(try db.makeStatement(sql: sql), in: db)
    }
    self.connection = connection
  }

  /// The result of a lookup.
  enum Finding {
    case absent
    case found(KeptResponse)
    /// Unknown; another connection must find the reason.
    case unknown
  }

  /// The committed response of a key, from this process or another.
  func response(for key: LedgerKey) -> Finding {
    isOpen.withLock { $0 ? look(for: key) : .unknown }
  }

  /// The same; `nil` if another thread uses this lookup.
  func responseIfFree(for key: LedgerKey) -> Finding? {
    isOpen.withLockIfFree { $0 ? look(for: key) : .unknown }
  }

  private func look(for key: LedgerKey) -> Finding {
    do {
      if statement == nil { try connect() }
      statement?.bind(key)
      let row = try statement?.firstRow { row in
        let body = row.bytes(0)
        let (attempts, latency) = (row.integer(1), row.integer(2))
        return KeptResponse(
          body: body, attempts: Int(StoredRows.bounded(attempts)),
          latency: .milliseconds(StoredRows.bounded(latency)),
          isIntact: row.isBlob(0)
            && StoredRows.isIntact(
              row.integerIfAny(3),
              of: RecordDigest.of(body, key: key, attempts: attempts, latency: latency)),
          adjustments: row.textIfAny(4))
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
    try connection?.close()
  }
}

internal import FacetPlatform
internal import GRDB

/// A ledger's file, opened: checked, migrated, and durable on commit.
struct LedgerFile: Sendable {
  let path: String
  let connection: any DatabaseWriter
  /// `nil` where the file has room for one connection only.
  let keys: KeyLookups?
  /// `nil` as above.
  let storedKeys: StoredKeys?
  let presence: FilePresence
  private let hostLock: HostLock?

  /// Opens or makes the file. What is not a ledger is left as it is.
  ///
  /// - Throws: ``LedgerError``, or an error that it can be made of.
  init(path: String, options: LedgerOptions) throws {
    self.path = path
    try FileSystem.makeDirectories(FileSystem.parent(of: path))
    try Self.check(path)
    let isOnNetwork = options.isOnNetwork ?? FileSystem.isOnNetwork(path)
    let lock = isOnNetwork ? try HostLock(of: path) : nil
    do {
      connection = try isOnNetwork ? Self.exclusive(path, options) : Self.shared(path, options)
      keys =
        isOnNetwork
        ? nil : try KeyLookups(path: path, configuration: Self.configuration(options))
      storedKeys =
        isOnNetwork ? nil : try connection.writeWithoutTransaction { try StoredKeys(in: $0) }
      presence = FilePresence(path: path)
      hostLock = lock
    } catch {
      lock?.release()
      throw error
    }
  }

  /// Closes the file; what is in the write-ahead log goes into it first.
  func close() throws {
    defer { hostLock?.release() }
    // The connection that closes last writes the log back and removes it; GRDB closes the writer
    // first and the readers, which may not write, last.
    let closing = Result { try keys?.close() }
    (connection as? DatabasePool)?.releaseMemory()
    try connection.close()
    try closing.get()
  }

  /// Refuses a file that is no ledger before anything could write to it.
  private static func check(_ path: String) throws {
    do {
      try checkHeader(path)
    } catch let error as LedgerError where isUnfinished(path) {
      // A power cut in the middle of a transaction: what it was before is in the journal.
      guard (try? recover(path)) != nil else { throw error }
      try checkHeader(path)
    }
    // Files beside it are made and removed while it is open.
    let folder = FileSystem.parent(of: path)
    for place in FileSystem.exists(path) ? [path, folder] : [folder] {
      guard let obstacle = FileSystem.obstacle(toWriting: place) else { continue }
      throw obstacle.isReadOnly ? LedgerError.readOnly(path) : LedgerError(obstacle, path: path)
    }
  }

  private static func checkHeader(_ path: String) throws {
    guard FileSystem.size(of: path) ?? 0 > 0 else { return }
    let header = try FileSystem.prefix(of: path, count: 100)
    guard header.starts(with: Array("SQLite format 3\0".utf8)), header.count == 100 else {
      throw LedgerError.notADatabase(path)
    }
    func number(at place: Int) -> UInt32 {
      header[place..<place + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    guard number(at: 68) == UInt32(LedgerSchema.applicationID) else {
      throw LedgerError.foreign(path)
    }
  }

  /// Whether a journal of SQLite's lies beside the file.
  private static func isUnfinished(_ path: String) -> Bool {
    let journal = (try? FileSystem.prefix(of: path + "-journal", count: 4)) ?? []
    return journal == [0xD9, 0xD5, 0x05, 0xF9]
  }

  /// Has SQLite undo the transaction that a power cut left unfinished.
  private static func recover(_ path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.unsafeRead { _ = try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") }
    try queue.close()
  }

  /// A file that other processes of this host may have open too.
  private static func shared(
    _ path: String, _ options: LedgerOptions
  ) throws -> any DatabaseWriter {
    let configuration = configuration(options)
    // Made and migrated before it has a write-ahead log, so that its header is in the file itself.
    let plain = try DatabaseQueue(path: path, configuration: configuration)
    try prepare(plain, path: path)
    try plain.close()
    let pool = try pool(path, configuration, options)
    try pool.writeWithoutTransaction { try makeDurable($0) }
    return pool
  }

  /// SQLite changes the journal mode without waiting for others: waits here instead.
  private static func pool(
    _ path: String, _ configuration: Configuration, _ options: LedgerOptions
  ) throws -> DatabasePool {
    var tries = 0
    while true {
      do {
        return try DatabasePool(path: path, configuration: configuration)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        guard BusyWait.waits(after: tries, atMost: options.busyTimeout) else { throw error }
        tries += 1
      }
    }
  }

  /// A file that only this process uses: no shared memory, locked while it is open.
  private static func exclusive(
    _ path: String, _ options: LedgerOptions
  ) throws -> any DatabaseWriter {
    var configuration = configuration(options)
    configuration.prepareDatabase { db in
      // Before the file is read, so that a write-ahead log left behind needs no shared memory.
      try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
    }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction { db in
      _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = TRUNCATE")
      try makeDurable(db)
    }
    try prepare(queue, path: path)
    return queue
  }

  private static func configuration(_ options: LedgerOptions) -> Configuration {
    var configuration = Configuration()
    configuration.label = "facet.ledger"
    configuration.maximumReaderCount = 4
    // Two lookups for every record; the one place that removes runs removes what refers to them.
    configuration.foreignKeysEnabled = false
    let deadline = options.busyTimeout
    configuration.busyMode = .callback { tries in BusyWait.waits(after: tries, atMost: deadline) }
    return configuration
  }

  /// Makes the tables of a new file and brings an older one up to date.
  private static func prepare(_ connection: any DatabaseWriter, path: String) throws {
    try connection.writeWithoutTransaction { db in
      try db.inTransaction(.immediate) {
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let applicationID = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let isNew = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0
        guard isNew || applicationID == LedgerSchema.applicationID else {
          throw LedgerError.foreign(path)
        }
        guard version <= LedgerSchema.version else {
          throw LedgerError.newerSchema(path, version: version)
        }
        guard version >= (isNew ? 0 : 1) else {
          throw LedgerError.corrupt(path, reason: "its schema version is \(version)")
        }
        if version < LedgerSchema.version { try LedgerSchema.migrate(db, from: version) }
        return .commit
      }
    }
  }

  /// Has every commit reach the device before it returns.
  ///
  /// `DatabasePool` sets `synchronous` to NORMAL when it opens, whatever was set before; under
  /// NORMAL a commit is not synced in WAL mode.
  private static func makeDurable(_ db: Database) throws {
    try db.execute(sql: "PRAGMA synchronous = FULL")
    // Larger than the default 1000 pages: index pages are written back less often.
    try db.execute(sql: "PRAGMA wal_autocheckpoint = 8000")
    // 16 MB: a good part of the index over a million fingerprints, which arrive in no order.
    try db.execute(sql: "PRAGMA cache_size = -16384")
    let level = try Int.fetchOne(db, sql: "PRAGMA synchronous")
    precondition(level == 2, "SQLite keeps a synchronous level that was set outside a transaction")
  }
}

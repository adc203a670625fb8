internal import FacetPlatform
internal import GRDB

/// The open file of a ledger: checked, migrated, and durable on commit.
struct LedgerFile: Sendable {
  let path: String
  let connection: any DatabaseWriter
  /// `nil` if the file allows only one connection.
  let keys: KeyLookups?
  /// `nil` in the same case.
  let storedKeys: StoredKeys?
  let presence: FilePresence
  private let hostLock: HostLock?

  /// Opens or creates the file. A file that is not a ledger is left unchanged.
  ///
  /// - Throws: ``LedgerError``, or an error that converts to one.
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
        ? nil : KeyLookups(path: path, configuration: Self.configuration(options))
      storedKeys =
        isOnNetwork ? nil : try connection.writeWithoutTransaction { try StoredKeys(in: $0) }
      presence = FilePresence(path: path)
      hostLock = lock
    } catch {
      lock?.release()
      throw error
    }
  }

  /// Closes the file, after moving the write-ahead log's content into it.
  func close() throws {
    defer { hostLock?.release() }
    // The last connection to close writes the log back and removes it. GRDB closes the writer first
    // and the readers, which may not write, last.
    let closing = Result { try keys?.close() }
    (connection as? DatabasePool)?.releaseMemory()
    try connection.close()
    try closing.get()
  }

  /// Refuses a file that is not a ledger before anything can write to it.
  private static func check(_ path: String) throws {
    try checkKinds(path)
    do {
      try checkHeader(path)
    } catch let error as LedgerError where isUnfinished(path) {
      // A power failure interrupted a transaction: the journal holds the previous content.
      guard (try? recover(path)) != nil else { throw error }
      try checkHeader(path)
    }
    // Its companion files are created and removed while it is open.
    let folder = FileSystem.parent(of: path)
    for place in FileSystem.exists(path) ? [path, folder] : [folder] {
      guard let obstacle = FileSystem.obstacle(toWriting: place) else { continue }
      throw obstacle.isReadOnly ? LedgerError.readOnly(path) : LedgerError(obstacle, path: path)
    }
  }

  /// Refuses what SQLite would wait for or write through: a pipe, a device, and a link in the place
  /// of the log, which always lies beside the file itself.
  private static func checkKinds(_ path: String) throws {
    let real = FileSystem.resolvingLinks(path)
    for part in ["", "-wal", "-shm", "-journal"].map({ real + $0 }) {
      let kind = FileSystem.kind(of: part)
      guard kind != .stream, kind != .blockDevice, FileSystem.resolvingLinks(part) == part else {
        throw LedgerError.irregular(part)
      }
    }
  }

  private static func checkHeader(_ path: String) throws {
    guard FileSystem.size(of: path) ?? 0 > 0 else { return }
    guard let header = try LedgerHeader(of: path) else { throw LedgerError.notADatabase(path) }
    guard header.isOfLedger else { throw LedgerError.foreign(path) }
  }

  /// Whether the file has an SQLite journal.
  private static func isUnfinished(_ path: String) -> Bool {
    let journal = (try? FileSystem.prefix(of: path + "-journal", count: 4)) ?? []
    return journal == [0xD9, 0xD5, 0x05, 0xF9]
  }

  /// Lets SQLite roll back the transaction that a power failure interrupted.
  private static func recover(_ path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.unsafeRead { _ = try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") }
    try queue.close()
  }

  /// Opens a file that other processes of this host may have open too.
  private static func shared(
    _ path: String, _ options: LedgerOptions
  ) throws -> any DatabaseWriter {
    let configuration = configuration(options)
    // An obstacle stops the code below, too, which reports it.
    try? NewLedger.make(at: path)
    let isCurrent = try FileSystem.exists(path) && LedgerHeader(of: path)?.isCurrent == true
    if !isCurrent {
      // Created and migrated before it has a write-ahead log, so that its header is in the file
      // itself.
      let plain = try DatabaseQueue(path: path, configuration: configuration)
      try prepare(plain, path: path)
      try plain.close()
    }
    let pool = try pool(path, configuration, options)
    try pool.writeWithoutTransaction { try makeDurable($0) }
    // The log of a current file may contain a later version.
    if isCurrent { try prepare(pool, path: path) }
    return pool
  }

  /// Sets the journal mode and waits for other processes, which SQLite itself does not do.
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

  /// Opens a file for this process only: no shared memory, locked while it is open.
  private static func exclusive(
    _ path: String, _ options: LedgerOptions
  ) throws -> any DatabaseWriter {
    var configuration = configuration(options)
    configuration.prepareDatabase { db in
      // Set before the first read, so that a leftover write-ahead log needs no shared memory.
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
    // Foreign keys cost two lookups per record; the only place that removes runs also removes the
    // rows that refer to them.
    configuration.foreignKeysEnabled = false
    let deadline = options.busyTimeout
    configuration.busyMode = .callback { tries in BusyWait.waits(after: tries, atMost: deadline) }
    return configuration
  }

  /// Creates the tables of a new file and migrates an older one.
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

  /// Makes every commit reach the device before it returns.
  ///
  /// `DatabasePool` always sets `synchronous` to NORMAL when it opens; with NORMAL, a commit in WAL
  /// mode is not synced.
  private static func makeDurable(_ db: Database) throws {
    try db.execute(sql: "PRAGMA synchronous = FULL")
    // Larger than the default 1000 pages: index pages are written back less often.
    try db.execute(sql: "PRAGMA wal_autocheckpoint = 8000")
    // 16 MB: much of the index over a million fingerprints, which arrive in random order.
    try db.execute(sql: "PRAGMA cache_size = -16384")
    let level = try Int.fetchOne(db, sql: "PRAGMA synchronous")
    precondition(level == 2, "SQLite keeps a synchronous level that was set outside a transaction")
  }
}

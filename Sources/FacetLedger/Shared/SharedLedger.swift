internal import FacetPlatform
internal import GRDB

/// A ledger on a folder that many hosts share, used from one of them at a time.
///
/// SQLite's locks and shared memory are unreliable there. The work is done on a file of the node's
/// own; what a commit writes is first appended to a ``PaidRecord`` on the shared folder, and the
/// whole file is copied there now and then, after which the records before it are removed. A node
/// that dies loses nothing that was answered.
package struct SharedLedger: Sendable {
  /// The ledger on the shared folder.
  package let path: String
  private var records: String { path + "-paid" }

  /// The time between two copies.
  package static let interval = Duration.seconds(300)

  package init(path: String) {
    self.path = path
  }

  /// Whether the folder has records that the copy may lack.
  package var hasRecords: Bool { !PaidRecord.files(in: records).isEmpty }

  /// Makes a ledger elsewhere with everything that the folder holds.
  ///
  /// - Returns: The number of completions that only the records had.
  @discardableResult
  package func restore(to local: String) async throws -> Int {
    try FileSystem.makeDirectories(FileSystem.parent(of: local))
    for suffix in ["", "-wal", "-shm", "-journal"] { FileSystem.remove(local + suffix) }
    if FileSystem.exists(path) { try Self.copy(path, to: local) }
    let files = PaidRecord.files(in: records)
    return try await Ledger.withLedger(at: local) { (ledger) async throws in
      guard !files.isEmpty else { return 0 }
      return try await ledger.write { try RecordReplay.replay(files, into: $0) }
    }
  }

  /// Adds to the ledger what only the records have, and removes them: for a process that uses the
  /// ledger in its place.
  ///
  /// - Throws: ``LedgerError`` of kind `locked` if another process works on the records.
  package func settle() async throws {
    let files = PaidRecord.files(in: records)
    guard !files.isEmpty else { return }
    let claim = try FolderClaim(of: path)
    defer { claim.release() }
    try await Ledger.withLedger(at: path) { (ledger) async throws in
      _ = try await ledger.write { try RecordReplay.replay(files, into: $0) }
    }
    try await Self.endSessions(of: path)
    for file in files { FileSystem.remove(file) }
    FileSystem.removeEmptyFolder(records)
  }

  /// Ends the sessions of lost processes: whoever has the claim is alone.
  private static func endSessions(of path: String) async throws {
    try await Ledger.withLedger(at: path) { (ledger) async throws in
      try await ledger.write { db in
        try db.execute(
          sql: """
            UPDATE session SET ended_at = coalesce(renewed_at, started_at) WHERE ended_at IS NULL
            """)
      }
    }
  }

  /// Runs `body` with the ledger, on a file of this node that is removed afterwards.
  ///
  /// - Parameters:
  ///   - scratch: A folder of the node, which is created if necessary.
  ///   - interval: The time between two copies to the shared folder.
  /// - Throws: ``LedgerError`` of kind `locked` if another process uses it.
  @discardableResult
  package func withLedger<Value: Sendable>(
    scratch: String, options: LedgerOptions = LedgerOptions(),
    interval: Duration = SharedLedger.interval,
    _ body: (Ledger) async throws -> Value
  ) async throws -> Value {
    let claim = try FolderClaim(of: path)
    defer { claim.release() }
    let local = scratch + "/ledger.sqlite"
    defer { Self.remove(scratch) }
    try await restore(to: local)
    try await Self.endSessions(of: local)
    let earlier = PaidRecord.files(in: records)
    let record = try PaidRecord(in: records)
    var options = options
    options.record = record
    options.isOnNetwork = false
    return try await Ledger.withLedger(at: local, options: options) { (ledger) async throws in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          // A failed copy is tried again: the records hold everything meanwhile.
          while true {
            try await ContinuousClock().sleep(for: interval)
            try? await copy(ledger, record, removing: earlier, claim)
          }
        }
        group.addTask {
          while true {
            try await ContinuousClock().sleep(for: FolderClaim.renewal)
            claim.renew()
          }
        }
        let result: Result<Value, any Error>
        do {
          result = .success(try await body(ledger))
        } catch {
          result = .failure(error)
        }
        group.cancelAll()
        // A copy that is under way writes the same draft, and must not end after the last one.
        while await group.nextResult() != nil {}
        claim.renew()
        let copied = await Self.result { try await copy(ledger, record, removing: earlier, claim) }
        let value = try result.get()
        try copied.get()
        // Nothing was recorded after the copy.
        record.remove()
        FileSystem.removeEmptyFolder(records)
        return value
      }
    }
  }

  private static func result(_ work: () async throws -> Void) async -> Result<Void, any Error> {
    do {
      return .success(try await work())
    } catch {
      return .failure(error)
    }
  }

  /// Copies the ledger to the shared folder, and removes the records before it.
  private func copy(
    _ ledger: Ledger, _ record: PaidRecord, removing earlier: [String], _ claim: FolderClaim
  ) async throws {
    guard claim.isHeld else { throw LedgerError.taken(path) }
    let committed = try await ledger.rotate(record)
    let draft = ledger.path + ".copy"
    defer { FileSystem.remove(draft) }
    FileSystem.remove(draft)
    try await BlockingCall.result { [path] in
      var configuration = Configuration()
      configuration.label = "facet.copy"
      // A file that is gone must not be made anew and copied over the answers.
      configuration.readonly = true
      let connection = try DatabaseQueue(path: ledger.path, configuration: configuration)
      defer { try? connection.close() }
      try connection.unsafeRead { db in
        try db.execute(sql: "VACUUM INTO ?", arguments: [draft])
      }
      guard try LedgerHeader(of: draft)?.isOfLedger == true else {
        throw LedgerError.notADatabase(draft)
      }
      try Self.copy(draft, to: path)
    }.get()
    for file in earlier + committed { FileSystem.remove(file) }
  }

  /// Copies a file: whole, or not at all.
  private static func copy(_ path: String, to other: String) throws(SystemError) {
    let file = try AtomicFile(in: FileSystem.parent(of: other))
    var failure: SystemError?
    try FileSystem.forEachChunk(of: path) { chunk in
      guard failure == nil else { return }
      do throws(SystemError) {
        try file.append(chunk)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    try file.commit(to: other)
  }

  /// Removes a folder of this module's files.
  private static func remove(_ folder: String) {
    for name in FileSystem.names(in: folder) where name.hasPrefix("ledger.sqlite") {
      FileSystem.remove(folder + "/" + name)
    }
    FileSystem.removeEmptyFolder(folder)
  }
}

extension Ledger {
  /// Begins another file of the record; the files before it are committed.
  func rotate(_ record: PaidRecord) async throws(LedgerError) -> [String] {
    let result = await queue.perform { try record.rotate() }
    return try result.mapError { LedgerError($0, path: path) }.get()
  }
}

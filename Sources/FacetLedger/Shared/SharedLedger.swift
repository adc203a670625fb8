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
  /// - Returns: The number of completions that only the records had, and what of the records could
  ///   not be read.
  @discardableResult
  package func restore(
    to local: String
  ) async throws -> (completions: Int, unread: [UnreadRecord]) {
    try FileSystem.makeDirectories(FileSystem.parent(of: local))
    for suffix in ["", "-wal", "-shm", "-journal"] { FileSystem.remove(local + suffix) }
    for suffix in ["", "-wal"] {
      guard let kind = FileSystem.kind(of: path + suffix) else { continue }
      guard kind == .regular else { throw LedgerError.irregular(path + suffix) }
      try Self.copy(path + suffix, to: local + suffix)
    }
    let files = PaidRecord.files(in: records)
    return try await Ledger.withLedger(at: local) { (ledger) async throws in
      guard !files.isEmpty else { return (0, []) }
      let replayed = try await ledger.write { try RecordReplay.replay(files, into: $0) }
      return (replayed.added, replayed.unread)
    }
  }

  /// Puts into the ledger what a process that was killed without a scratch folder has left beside
  /// it: beside a newer copy, SQLite would take it for the copy's own.
  ///
  /// - Throws: ``LedgerError`` of kind `held` if such a process still runs.
  private func recover() async throws {
    guard ["-wal", "-journal"].contains(where: { FileSystem.exists(path + $0) }) else { return }
    try await Ledger.withLedger(at: path) { (ledger) async throws in
      let holders = try ledger.holders()
      if !holders.isEmpty { throw LedgerError.held(path, by: holders) }
    }
  }

  /// Adds to the ledger what only the records have, and removes them: for a process that uses the
  /// ledger in its place.
  ///
  /// - Returns: The records that could not be read to their end; they are kept under another name.
  /// - Throws: ``LedgerError`` of kind `locked` if another process works on the records.
  package func settle() async throws -> [UnreadRecord] {
    guard hasRecords else { return [] }
    return try await FolderClaim.withClaim(on: path) { _ in
      // Another process may have settled them before this one had the claim.
      let files = PaidRecord.files(in: records)
      let sizes = PaidRecord.sizes(of: files)
      let replayed = try await Ledger.withLedger(at: path) { (ledger) async throws in
        try await ledger.write { try RecordReplay.replay(files, into: $0) }
      }
      try await Self.endSessions(of: path)
      let kept = try Self.remove(sizes, keeping: replayed.unread)
      FileSystem.removeEmptyFolder(records)
      return kept
    }
  }

  /// Removes records whose content the ledger has, and sets aside what could not be read.
  ///
  /// A record that has grown since is of a process that was taken for lost; it is replayed again.
  private static func remove(
    _ sizes: [String: Int], keeping unread: [UnreadRecord]
  ) throws(SystemError) -> [UnreadRecord] {
    var kept: [UnreadRecord] = []
    for (file, size) in sizes.sorted(by: { $0.key < $1.key })
    where FileSystem.size(of: file) == size {
      if let record = unread.first(where: { $0.file == file }) {
        kept.append(try record.setAside())
      } else {
        FileSystem.remove(file)
      }
    }
    return kept
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
  ///   - report: Called with each record that could not be read to its end, which is kept under
  ///     another name.
  /// - Throws: ``LedgerError`` of kind `locked` if another process uses it.
  @discardableResult
  package func withLedger<Value: Sendable>(
    scratch: String, options: LedgerOptions = LedgerOptions(),
    interval: Duration = SharedLedger.interval,
    reporting report: @escaping @Sendable (UnreadRecord) -> Void = { _ in },
    _ body: (Ledger) async throws -> Value
  ) async throws -> Value {
    try await FolderClaim.withClaim(on: path) { claim in
      let local = scratch + "/ledger.sqlite"
      defer { Self.remove(scratch) }
      let earlier = PaidRecord.sizes(of: PaidRecord.files(in: records))
      try await recover()
      let unread = try await restore(to: local).unread
      try await Self.endSessions(of: local)
      let record = try PaidRecord(in: records)
      var options = options
      options.record = record
      options.isOnNetwork = false
      return try await Ledger.withLedger(at: local, options: options) { (ledger) async throws in
        let copyNow: @Sendable () async throws -> Void = {
          try await copy(ledger, record, claim)
          // The records before this process's own go once a copy has their content.
          for record in try Self.remove(earlier, keeping: unread) { report(record) }
        }
        let result = await Self.result {
          try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
              // A failed copy is tried again: the records hold everything meanwhile.
              while true {
                try await ContinuousClock().sleep(for: interval)
                try? await copyNow()
              }
            }
            // A copy that is under way ends before the last one, which writes the same draft.
            defer { group.cancelAll() }
            return try await body(ledger)
          }
        }
        let copied = await Self.result(copyNow)
        let value = try result.get()
        try copied.get()
        // Nothing was recorded after the copy.
        record.remove()
        FileSystem.removeEmptyFolder(records)
        return value
      }
    }
  }

  private static func result<Value: Sendable>(
    _ work: () async throws -> Value
  ) async -> Result<Value, any Error> {
    do {
      return .success(try await work())
    } catch {
      return .failure(error)
    }
  }

  /// Copies the ledger to the shared folder, and removes this process's records before it.
  private func copy(
    _ ledger: Ledger, _ record: PaidRecord, _ claim: FolderClaim
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
      // Another process may have taken the claim meanwhile, and its copy may have more.
      try Self.copy(draft, to: path) {
        guard claim.isHeld else { throw LedgerError.taken(path) }
      }
    }.get()
    for file in committed { FileSystem.remove(file) }
  }

  /// Copies a file: whole, or not at all.
  ///
  /// - Parameter check: Called before the copy takes its name; an error leaves all as it was.
  private static func copy(
    _ path: String, to other: String, after check: () throws -> Void = {}
  ) throws {
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
    try check()
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

internal import FacetPlatform
internal import GRDB

/// All completions ever paid for, in one SQLite file.
///
/// Any task may add records; each is on the device when its `record` returns. Reads include records
/// that are not committed yet, and wait for no write.
package final class Ledger: Sendable {
  /// The file's path, as given.
  package let path: String
  let file: LedgerFile
  let queue: CommitQueue
  private let damaged = Lock(0)

  /// The number of damaged rows skipped so far.
  package var damagedRows: Int { damaged.withLock { $0 } }

  /// Counts skipped damaged rows.
  func noteDamage(_ count: Int = 1) {
    if count > 0 { damaged.withLock { $0 += count } }
  }

  /// Where every commit is recorded first.
  let record: PaidRecord?

  private init(_ file: LedgerFile, _ options: LedgerOptions) {
    path = file.path
    self.file = file
    record = options.record
    queue = CommitQueue(
      writer: BatchWriter(
        path: file.path, connection: file.connection, keys: file.storedKeys,
        presence: file.presence, record: options.record), groupSize: options.groupSize)
  }

  /// Runs `body` with a ledger, and closes the ledger afterwards.
  ///
  /// The file is created if necessary, including its parent folders; an older one is migrated.
  /// Leftovers of a killed process are recovered.
  ///
  /// - Throws: ``LedgerError`` if the file cannot be used or, after `body`, not everything was
  ///   written; any error of `body`.
  @discardableResult
  package static func withLedger<Value, Failure: Error>(
    at path: String, options: LedgerOptions = LedgerOptions(),
    _ body: (Ledger) async throws(Failure) -> Value
  ) async throws -> Value {
    let ledger = try await open(path, options)
    let result: Result<Value, Failure>
    do throws(Failure) {
      result = .success(try await body(ledger))
    } catch {
      result = .failure(error)
    }
    let closing = await ledger.close()
    let value = try result.get()
    try closing.get()
    return value
  }

  private static func open(
    _ path: String, _ options: LedgerOptions
  ) async throws(LedgerError) -> Ledger {
    let opening = await BlockingCall.result { try LedgerFile(path: path, options: options) }
    switch opening {
    case .success(let file): return Ledger(file, options)
    case .failure(let error): throw LedgerError(error, path: path)
    }
  }

  /// Writes all queued records and closes the file.
  private func close() async -> Result<Void, LedgerError> {
    let closing = await queue.perform { [self] in
      let failure = queue.failure
      queue.close(with: .closed(path))
      try file.close()
      if let failure { throw failure }
    }
    return closing.mapError { LedgerError($0, path: path) }
  }

  /// Stores a completion; when this returns, it is on the device.
  ///
  /// Cancelling the task does not end it early: a paid response is kept.
  ///
  /// - Parameter unreadable: The body of an unreadable completion that this one replaces; the
  ///   replaced one is kept as an attempt.
  /// - Returns: The completion that another process recorded first under this key, which stays;
  ///   `nil` if this one was stored. The losing one is kept as an attempt.
  @discardableResult
  package func record(
    _ completion: LedgerCompletion, replacing unreadable: [UInt8]? = nil
  ) async throws(LedgerError) -> LedgerCompletion? {
    try await withCheckedContinuation { continuation in
      queue.add(
        .completion(
          CommitQueue.QueuedCompletion(
            completion, replacing: unreadable, waiter: continuation)))
    }.get()
  }

  /// Stores a request without a completion; it is written together with the next records.
  package func record(_ attempt: LedgerAttempt) {
    queue.add(.attempt(attempt))
  }

  /// Stores why a request was given up, and replaces its earlier failure.
  package func record(_ failure: LedgerFailure) async throws(LedgerError) {
    try await withCheckedContinuation { continuation in
      queue.add(.failure(failure, continuation))
    }.get()
  }

  /// Replaces a session's counters; they are written together with the next records.
  package func record(_ counters: SessionCounters, of session: LedgerSession) {
    queue.set(counters, of: session.id)
  }

  /// Returns when everything recorded before is on the device.
  package func flush() async throws(LedgerError) {
    let result = await queue.perform { [queue] in queue.failure }
    if case .success(let failure?) = result { throw failure }
  }

  /// Runs one query, without a transaction, which would take longer than a lookup.
  func read<Value>(_ body: (Database) throws -> Value) throws(LedgerError) -> Value {
    do {
      return try file.connection.unsafeRead(body)
    } catch {
      throw LedgerError(error, path: path)
    }
  }

  /// Runs a transaction on the writing thread, after everything recorded before.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(LedgerError) -> Value {
    let result = await queue.perform { [file] in
      try file.connection.writeWithoutTransaction { db in
        var value: Value?
        do {
          try db.inTransaction(.immediate) {
            value = try body(db)
            return .commit
          }
        } catch let error as DatabaseError {
          throw SQLiteFault(error, on: db)
        }
        try file.presence.check(db)
        guard let value else { preconditionFailure("a transaction that ends has had its body run") }
        return value
      }
    }
    switch result {
    case .success(let value): return value
    case .failure(let error): throw LedgerError(error, path: path)
    }
  }
}

extension Ledger {
  /// The writing connection's `synchronous` level in SQLite; 2 syncs every commit.
  func synchronousLevel() async throws(LedgerError) -> Int? {
    let result = await queue.perform { [file] in
      try file.connection.writeWithoutTransaction { db in
        try Int.fetchOne(db, sql: "PRAGMA synchronous")
      }
    }
    return try result.mapError { LedgerError($0, path: path) }.get()
  }
}

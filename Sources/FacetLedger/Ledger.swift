internal import FacetPlatform
internal import GRDB

/// What was ever paid for, in one SQLite file.
///
/// Records come in from any task; each is on the device when its `record` returns. Reads see what
/// was recorded, committed already or not, and wait for no write.
package final class Ledger: Sendable {
  /// The file's path, as it was given.
  package let path: String
  let file: LedgerFile
  let queue: CommitQueue
  private let damaged = Lock(0)

  /// Rows that were met so far and left out because they are damaged.
  package var damagedRows: Int { damaged.withLock { $0 } }

  /// Counts rows that are left out because they are damaged.
  func noteDamage(_ count: Int = 1) {
    if count > 0 { damaged.withLock { $0 += count } }
  }

  private init(_ file: LedgerFile, groupSize: Int) {
    path = file.path
    self.file = file
    queue = CommitQueue(
      writer: BatchWriter(
        path: file.path, connection: file.connection, keys: file.storedKeys,
        presence: file.presence), groupSize: groupSize)
  }

  /// Runs `body` with a ledger, which is closed when it returns.
  ///
  /// The file is made if need be, with the folders that lead to it; an older one is brought up to
  /// date. What is left of a process that was killed is recovered.
  ///
  /// - Throws: ``LedgerError`` where the file cannot be used or, after `body`, not all was written;
  ///   what `body` throws.
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
    case .success(let file): return Ledger(file, groupSize: options.groupSize)
    case .failure(let error): throw LedgerError(error, path: path)
    }
  }

  /// Writes what is queued and closes the file.
  private func close() async -> Result<Void, LedgerError> {
    let closing = await queue.perform { [self] in
      let failure = queue.failure
      queue.close(with: .closed(path))
      try file.close()
      if let failure { throw failure }
    }
    return closing.mapError { LedgerError($0, path: path) }
  }

  /// Keeps a completion; when this returns, it is on the device.
  ///
  /// It does not end early when its task is cancelled: what was paid for is kept.
  ///
  /// - Parameter unreadable: The body of one that cannot be read any more, whose place it takes;
  ///   that one is kept as an attempt.
  /// - Returns: The completion that was recorded under the key before, by another process, and
  ///   stays; `nil` where this one was kept. What lost is kept as an attempt.
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

  /// Keeps a request that brought no completion; it is written with what comes next.
  package func record(_ attempt: LedgerAttempt) {
    queue.add(.attempt(attempt))
  }

  /// Keeps why a request was given up, in place of what was kept of it before.
  package func record(_ failure: LedgerFailure) async throws(LedgerError) {
    try await withCheckedContinuation { continuation in
      queue.add(.failure(failure, continuation))
    }.get()
  }

  /// Keeps a session's counters, in place of earlier ones; they are written with what comes next.
  package func record(_ counters: SessionCounters, of session: LedgerSession) {
    queue.set(counters, of: session.id)
  }

  /// Returns when everything that was recorded before is on the device.
  package func flush() async throws(LedgerError) {
    let result = await queue.perform { [queue] in queue.failure }
    if case .success(let failure?) = result { throw failure }
  }

  /// Runs one query. There is no transaction around it, which would take longer than a lookup.
  func read<Value>(_ body: (Database) throws -> Value) throws(LedgerError) -> Value {
    do {
      return try file.connection.unsafeRead(body)
    } catch {
      throw LedgerError(error, path: path)
    }
  }

  /// Runs a transaction on the writing thread, after everything that was recorded before.
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
  /// SQLite's `synchronous` level of the connection that writes; 2 has every commit synced.
  func synchronousLevel() async throws(LedgerError) -> Int? {
    let result = await queue.perform { [file] in
      try file.connection.writeWithoutTransaction { db in
        try Int.fetchOne(db, sql: "PRAGMA synchronous")
      }
    }
    return try result.mapError { LedgerError($0, path: path) }.get()
  }
}

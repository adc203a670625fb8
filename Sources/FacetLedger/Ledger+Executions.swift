internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

extension Ledger {
  /// The stored result of a turn's code, or `nil`; a damaged one counts as missing.
  package func executionResult(for key: LedgerKey) throws(LedgerError) -> String? {
    try read { try Self.executionResult(for: key, in: $0) }
  }

  /// Stores the result of a turn's code; when this returns, it is on the device.
  ///
  /// - Returns: The stored result: this one, or one that another process recorded first.
  package func record(_ execution: LedgerExecution) async throws(LedgerError) -> String {
    try await write { [record] db in
      // A damaged one makes room.
      if let earlier = try Self.executionResult(for: execution.key, in: db) { return earlier }
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO execution (
            fingerprint, generation, run_id, session_id, created_at, result, digest)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          Data(execution.key.fingerprint.bytes), execution.key.generation,
          execution.session?.run, execution.session?.id, execution.createdAt.iso8601,
          execution.result, RecordDigest.of(Array(execution.result.utf8), key: execution.key),
        ])
      try record?.append([.execution(execution)])
      return execution.result
    }
  }

  private static func executionResult(for key: LedgerKey, in db: Database) throws -> String? {
    let statement = try db.cachedStatement(
      sql: "SELECT result, digest FROM execution WHERE fingerprint = ? AND generation = ?")
    let row = try Row.fetchOne(
      statement, arguments: [Data(key.fingerprint.bytes), key.generation])
    guard let result = row?.text(0),
      StoredRows.isIntact(row?.integer(1), of: RecordDigest.of(Array(result.utf8), key: key))
    else { return nil }
    return result
  }
}

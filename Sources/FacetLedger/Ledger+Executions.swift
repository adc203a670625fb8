internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

extension Ledger {
  /// What is kept of the execution of a turn's code, or `nil`.
  package func executionResult(for key: LedgerKey) throws(LedgerError) -> String? {
    try read { try Self.executionResult(for: key, in: $0) }
  }

  /// Keeps what a turn's code came to; when this returns, it is on the device.
  ///
  /// - Returns: The result that stays: this one, or what another process had recorded first.
  package func record(_ execution: LedgerExecution) async throws(LedgerError) -> String {
    try await write { db in
      try db.execute(
        sql: """
          INSERT INTO execution (
            fingerprint, generation, run_id, session_id, created_at, result)
          VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (fingerprint, generation) DO NOTHING
          """,
        arguments: [
          Data(execution.key.fingerprint.bytes), execution.key.generation,
          execution.session?.run, execution.session?.id, execution.createdAt.iso8601,
          execution.result,
        ])
      return try Self.executionResult(for: execution.key, in: db) ?? execution.result
    }
  }

  private static func executionResult(for key: LedgerKey, in db: Database) throws -> String? {
    let statement = try db.cachedStatement(
      sql: "SELECT result FROM execution WHERE fingerprint = ? AND generation = ?")
    return try String.fetchOne(
      statement, arguments: [Data(key.fingerprint.bytes), key.generation])
  }
}

internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

/// An answer that could not be read when it came, and for which nothing has come since.
package struct UnreadAttempt: Sendable, Hashable {
  package var id: Int64
  package var attempt: LedgerAttempt
}

/// The kept bodies of answers that could not be read, page by page.
enum UnreadAttempts {
  /// An answer that lost to another, or was not wanted, was read; it is no completion to be.
  static let condition = """
    body IS NOT NULL AND kind NOT IN ('\(LedgerAttempt.duplicate)', '\(LedgerAttempt.replaced)')
      AND NOT EXISTS (
        SELECT 1 FROM completion
        WHERE completion.fingerprint = attempt.fingerprint
          AND completion.generation = attempt.generation)
    """

  static func page(after id: Int64, in db: Database) throws -> [UnreadAttempt] {
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT fingerprint, generation, id, step, turn, model, provider, kind, http_status,
            message, body, wire_format, endpoint, prompt_tokens, completion_tokens, cost_pico_usd,
            latency_ms, run_id, session_id, created_at
          FROM attempt WHERE id > ? AND \(condition) ORDER BY id LIMIT 256
          """), arguments: [id])
    var page: [UnreadAttempt] = []
    while let row = try rows.next() {
      page.append(
        UnreadAttempt(
          id: row[2],
          attempt: LedgerAttempt(
            key: StoredRows.key(row), step: row[3], turn: row[4], model: row[5],
            provider: row[6], kind: row[7], httpStatus: row[8], message: row[9],
            body: [UInt8](row[10] as Data), wireFormat: row[11], endpoint: row[12],
            promptTokens: row[13], completionTokens: row[14], costPicoUSD: row[15],
            latency: (row[16] as Int64?).map { .milliseconds($0) },
            session: StoredRows.session(run: row[17], id: row[18]),
            createdAt: StoredRows.timestamp(row[19]))))
    }
    return page
  }
}

extension Ledger {
  /// Answers that could not be read and for which nothing has come since, in the order in which
  /// they were recorded, at most 256.
  ///
  /// - Parameter id: The last one of the page before; 0 for the first page.
  package func unreadAttempts(after id: Int64) throws(LedgerError) -> [UnreadAttempt] {
    try read { try UnreadAttempts.page(after: id, in: $0) }
  }
}

internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

/// An answer that was unreadable on arrival and has not been replaced since.
package struct UnreadAttempt: Sendable, Hashable {
  package var id: Int64
  package var attempt: LedgerAttempt
}

/// The stored bodies of unreadable answers, page by page.
enum UnreadAttempts {
  /// Excludes duplicates and replaced answers: these were readable, but are not to be used.
  static let condition = """
    body IS NOT NULL AND kind NOT IN ('\(LedgerAttempt.duplicate)', '\(LedgerAttempt.replaced)')
      AND NOT EXISTS (
        SELECT 1 FROM completion
        WHERE completion.fingerprint = attempt.fingerprint
          AND completion.generation = attempt.generation)
    """

  /// - Returns: The intact attempts of a page, and the page's last row.
  static func page(
    after id: Int64, in db: Database
  ) throws -> (attempts: [UnreadAttempt], last: Int64, damaged: Int) {
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT fingerprint, generation, id, step, turn, model, provider, kind, http_status,
            message, body, wire_format, endpoint, prompt_tokens, completion_tokens, cost_pico_usd,
            latency_ms, run_id, session_id, created_at, digest
          FROM attempt WHERE id > ? AND \(condition) ORDER BY id LIMIT 256
          """), arguments: [id])
    var page: (attempts: [UnreadAttempt], last: Int64, damaged: Int) = ([], id, 0)
    while let row = try rows.next() {
      if let attempt = attempt(row) { page.attempts.append(attempt) } else { page.damaged += 1 }
      // A damaged index may lead back.
      guard let id = row.integer(2), id > page.last else { break }
      page.last = id
    }
    return page
  }

  private static func attempt(_ row: Row) -> UnreadAttempt? {
    guard let key = StoredRows.key(row), let id = row.integer(2), let step = row.text(3),
      let model = row.text(5), let provider = row.text(6), let kind = row.text(7),
      let body = row.bytes(10),
      StoredRows.isIntact(row.integer(20), of: RecordDigest.of(body, key: key))
    else { return nil }
    return UnreadAttempt(
      id: id,
      attempt: LedgerAttempt(
        key: key, step: step, turn: row.number(4) ?? 0, model: model, provider: provider,
        kind: kind, httpStatus: row.number(8), message: row.text(9), body: body,
        wireFormat: row.text(11), endpoint: row.text(12), promptTokens: row.number(13),
        completionTokens: row.number(14), costPicoUSD: row.integer(15).map { max(0, $0) },
        latency: row.integer(16).map { .milliseconds(StoredRows.bounded($0)) },
        session: StoredRows.session(run: row.integer(17), id: row.integer(18)),
        createdAt: StoredRows.timestamp(row.text(19))))
  }
}

extension Ledger {
  /// Unreadable answers that have not been replaced since, in the order of their recording, at most
  /// 256.
  ///
  /// - Parameter id: The last row of the previous page; 0 for the first page.
  package func unreadAttempts(after id: Int64) throws(LedgerError) -> [UnreadAttempt] {
    var last = id
    while true {
      let page = try read { [last] db in try UnreadAttempts.page(after: last, in: db) }
      noteDamage(page.damaged)
      if !page.attempts.isEmpty || page.last == last { return page.attempts }
      last = page.last
    }
  }
}

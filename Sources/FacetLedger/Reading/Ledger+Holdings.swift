package import FacetPlatform
internal import GRDB

/// The completions that one run paid for at one model.
package struct LedgerHoldings: Sendable, Hashable {
  /// The run; `nil` if it was removed.
  package var run: Int64?
  package var taskType: String?
  package var configurationPath: String?
  package var mode: RunDescription.Mode?
  package var model: String
  package var provider: String
  package var completions: Int
  package var promptTokens: Int
  package var cachedTokens: Int
  package var completionTokens: Int
  package var reasoningTokens: Int
  /// Completions whose cost is unknown.
  package var unpriced: Int
  /// The cost of the others, in 10^-12 US dollars.
  package var costPicoUSD: Int64
  /// The times of the first and the last record.
  package var firstAt: Timestamp
  package var lastAt: Timestamp
}

extension Ledger {
  /// The stored completions, by run and model, the latest run first.
  ///
  /// It reads the whole table.
  package func holdings() throws(LedgerError) -> [LedgerHoldings] {
    let sql = """
      SELECT completion.run_id, run.task_type, run.configuration_path, run.mode,
        completion.model, completion.provider, count(*), sum(cost_pico_usd IS NULL),
        min(created_at), max(created_at), \(WideSum.sql("prompt_tokens")),
        \(WideSum.sql("cached_tokens")), \(WideSum.sql("completion_tokens")),
        \(WideSum.sql("reasoning_tokens")), \(WideSum.sql("cost_pico_usd"))
      FROM completion LEFT JOIN run ON run.id = completion.run_id
      GROUP BY completion.run_id, completion.model, completion.provider
      ORDER BY completion.run_id DESC, completion.model, completion.provider
      """
    return try read { db in
      try Row.fetchAll(db, sql: sql).map { row in
        LedgerHoldings(
          run: row.integer(0), taskType: row.text(1), configurationPath: row.text(2),
          mode: row.text(3).flatMap { RunDescription.Mode(rawValue: $0) },
          model: row.text(4) ?? "", provider: row.text(5) ?? "", completions: row.number(6) ?? 0,
          promptTokens: WideSum.count(row, from: 10), cachedTokens: WideSum.count(row, from: 12),
          completionTokens: WideSum.count(row, from: 14),
          reasoningTokens: WideSum.count(row, from: 16), unpriced: row.number(7) ?? 0,
          costPicoUSD: max(0, WideSum.value(row, from: 18)),
          firstAt: StoredRows.timestamp(row.text(8)), lastAt: StoredRows.timestamp(row.text(9)))
      }
    }
  }

  /// The number of stored bodies of unreadable answers that have no completion.
  package func unreadBodyCount() throws(LedgerError) -> Int {
    try read { db in
      try Int.fetchOne(db, sql: "SELECT count(*) FROM attempt WHERE \(UnreadAttempts.condition)")
        ?? 0
    }
  }
}

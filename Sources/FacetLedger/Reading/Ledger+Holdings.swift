package import FacetPlatform
internal import GRDB

/// The completions that one run paid for at one model.
package struct LedgerHoldings: Sendable, Hashable {
  /// The run; `nil` where it was removed.
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
  /// What the others cost, in 10^-12 US dollars.
  package var costPicoUSD: Int64
  /// When the first and the last of them were recorded.
  package var firstAt: Timestamp
  package var lastAt: Timestamp
}

extension Ledger {
  /// What completions there are, by run and model, the latest run first.
  ///
  /// It reads the whole table.
  package func holdings() throws(LedgerError) -> [LedgerHoldings] {
    let sql = """
      SELECT completion.run_id, run.task_type, run.configuration_path, run.mode,
        completion.model, completion.provider, count(*), coalesce(sum(prompt_tokens), 0),
        coalesce(sum(cached_tokens), 0), coalesce(sum(completion_tokens), 0), coalesce(sum(reasoning_tokens), 0),
        sum(cost_pico_usd IS NULL), coalesce(sum(cost_pico_usd), 0), min(created_at),
        max(created_at)
      FROM completion LEFT JOIN run ON run.id = completion.run_id
      GROUP BY completion.run_id, completion.model, completion.provider
      ORDER BY completion.run_id DESC, completion.model, completion.provider
      """
    return try read { db in
      try Row.fetchAll(db, sql: sql).map { row in
        LedgerHoldings(
          run: row[0], taskType: row[1], configurationPath: row[2],
          mode: (row[3] as String?).flatMap { RunDescription.Mode(rawValue: $0) }, model: row[4],
          provider: row[5], completions: row[6], promptTokens: row[7],
          cachedTokens: row[8], completionTokens: row[9],
          reasoningTokens: row[10], unpriced: row[11], costPicoUSD: row[12],
          firstAt: StoredRows.timestamp(row[13]), lastAt: StoredRows.timestamp(row[14]))
      }
    }
  }

  /// How many bodies are kept of answers that could not be read and have no completion.
  package func unreadBodyCount() throws(LedgerError) -> Int {
    try read { db in
      try Int.fetchOne(db, sql: "SELECT count(*) FROM attempt WHERE \(UnreadAttempts.condition)")
        ?? 0
    }
  }
}

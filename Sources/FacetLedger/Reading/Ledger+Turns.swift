internal import GRDB

/// The usage of the answers in one turn of many conversations.
package struct LedgerTurn: Sendable, Hashable {
  /// 0-based.
  package var turn: Int
  package var answers: Int
  package var promptTokens: Int
  package var cachedTokens: Int
  package var completionTokens: Int

  package init(
    turn: Int, answers: Int, promptTokens: Int, cachedTokens: Int, completionTokens: Int
  ) {
    self.turn = turn
    self.answers = answers
    self.promptTokens = promptTokens
    self.cachedTokens = cachedTokens
    self.completionTokens = completionTokens
  }
}

extension Ledger {
  /// The usage of a task's conversations with a model in its latest complete runs, turn by turn, in
  /// order.
  ///
  /// - Parameters:
  ///   - task: The runs' task type.
  ///   - endpoint: The endpoint's identity in fingerprints.
  package func turns(
    ofTask task: String, model: String, endpoint: String
  ) throws(LedgerError) -> [LedgerTurn] {
    let sql = """
      SELECT turn, count(*), \(WideSum.sql("prompt_tokens")), \(WideSum.sql("cached_tokens")),
        \(WideSum.sql("completion_tokens"))
      FROM (
        SELECT turn, prompt_tokens, cached_tokens, completion_tokens FROM completion
        WHERE run_id IN (
            SELECT id FROM run WHERE task_type = ? AND state = 'complete'
            ORDER BY id DESC LIMIT 8)
          AND model = ? AND endpoint = ? AND step = 'strategy'
        LIMIT 20000)
      GROUP BY turn ORDER BY turn
      """
    return try read { db in
      try Row.fetchAll(db, sql: sql, arguments: [task, model, endpoint]).map { row in
        LedgerTurn(
          turn: row.number(0) ?? 0, answers: row.number(1) ?? 0,
          promptTokens: WideSum.count(row, from: 2),
          cachedTokens: WideSum.count(row, from: 4), completionTokens: WideSum.count(row, from: 6))
      }
    }
  }
}

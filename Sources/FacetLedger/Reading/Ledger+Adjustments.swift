internal import GRDB

/// The options that were not sent as configured with some answers of a model.
package struct LedgerAdjustments: Sendable, Hashable {
  package var model: String
  package var provider: String
  /// The changes, as JSON.
  package var changes: String
}

extension Ledger {
  /// The distinct adjustments of the answers that a run paid for, by model.
  package func adjustments(
    paidBy run: Int64
  ) throws(LedgerError) -> [LedgerAdjustments] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT DISTINCT model, provider, adjustments FROM completion
          WHERE run_id = ? AND adjustments IS NOT NULL ORDER BY model, provider, adjustments
          """, arguments: [run]
      ).compactMap { row in
        guard let model = row.text(0), let provider = row.text(1), let changes = row.text(2)
        else { return nil }
        return LedgerAdjustments(model: model, provider: provider, changes: changes)
      }
    }
  }
}

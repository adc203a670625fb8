internal import GRDB

/// A comparison of reported and estimated tokens for a provider's model.
package struct LedgerCalibration: Sendable, Hashable {
  package var model: String
  package var provider: String
  /// The vocabulary of the estimate.
  package var vocabulary: String
  /// The prompts' tokens as reported.
  package var reportedTokens: Int
  /// The same prompts' tokens as estimated.
  package var estimatedTokens: Int
  /// The number of compared prompts.
  package var samples: Int

  package init(
    model: String, provider: String, vocabulary: String, reportedTokens: Int,
    estimatedTokens: Int, samples: Int
  ) {
    self.model = model
    self.provider = provider
    self.vocabulary = vocabulary
    self.reportedTokens = reportedTokens
    self.estimatedTokens = estimatedTokens
    self.samples = samples
  }
}

extension Ledger {
  /// The calibrations of earlier runs, by model, provider and vocabulary.
  package func calibrations() throws(LedgerError) -> [LedgerCalibration] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT model, provider, vocabulary, reported_tokens, estimated_tokens, samples
          FROM calibration ORDER BY model, provider, vocabulary
          """
      ).compactMap { row in
        guard let model = row.text(0), let provider = row.text(1), let vocabulary = row.text(2),
          let reported = row.number(3), let estimated = row.number(4), let samples = row.number(5)
        else { return nil }
        return LedgerCalibration(
          model: model, provider: provider, vocabulary: vocabulary, reportedTokens: reported,
          estimatedTokens: estimated, samples: samples)
      }
    }
  }

  /// Replaces the calibrations of a run's models, unless the stored one rests on more prompts and
  /// the new one on fewer than 20.
  package func record(_ calibrations: [LedgerCalibration]) async throws(LedgerError) {
    try await write { db in
      for calibration in calibrations { try calibration.write(in: db) }
    }
  }

  /// The same for a run in progress: written together with the next records.
  package func keep(_ calibrations: [LedgerCalibration]) {
    queue.set(calibrations)
  }
}

extension LedgerCalibration {
  func write(in db: Database) throws {
    guard samples > 0 else { return }
    try db.execute(
      sql: """
        INSERT INTO calibration VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT DO UPDATE SET reported_tokens = ?4, estimated_tokens = ?5, samples = ?6
        WHERE ?6 >= min(samples, 20)
        """,
      arguments: [model, provider, vocabulary, reportedTokens, estimatedTokens, samples])
  }
}

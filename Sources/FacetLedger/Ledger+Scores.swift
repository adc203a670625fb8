internal import FacetPlatform
internal import FoundationEssentials
internal import GRDB

extension Ledger {
  /// Stores scores; they are written together with the next records. A later score of the same
  /// scorer replaces the earlier one.
  package func record(_ scores: [LedgerScore]) {
    if !scores.isEmpty { queue.add(.scores(scores)) }
  }

  /// The stored scores of some completions; damaged ones are left out and counted.
  package func scores(of keys: [LedgerKey]) throws(LedgerError) -> [LedgerScore] {
    var scores: [LedgerScore] = []
    try forEachRow(of: keys, selecting: Self.scoreColumns, from: "score") { row in
      guard let score = Self.score(row) else { return noteDamage() }
      scores.append(score)
    }
    return scores
  }

  static let scoreColumns = "fingerprint, generation, scorer, value, reason, detail, digest"

  /// The score of a row with ``scoreColumns``; `nil` if it is damaged.
  static func score(_ row: Row) -> LedgerScore? {
    guard let key = StoredRows.key(row), let scorer = row.bytes(2), scorer.count == 32
    else { return nil }
    let score = LedgerScore(
      key: key, scorer: SHA256(bytes: scorer), value: row.integer(3).flatMap { Int(exactly: $0) },
      reason: row.text(4), detail: row.text(5))
    return RecordDigest.of(score) == row.integer(6) ? score : nil
  }

  /// Whether any score is stored.
  package func hasScores() throws(LedgerError) -> Bool {
    try read { try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM score)") ?? false }
  }
}

extension LedgerScore {
  /// Writes the score over an earlier one of the same scorer.
  func write(in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO score (
          fingerprint, generation, scorer, value, reason, detail, digest)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(
      arguments: [
        Data(key.fingerprint.bytes), key.generation, Data(scorer.bytes), value, reason, detail,
        RecordDigest.of(self),
      ])
  }
}

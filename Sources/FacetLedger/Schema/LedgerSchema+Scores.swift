extension LedgerSchema {
  /// Version 7: what scorers say of completions.
  static let scoreTable = """
    CREATE TABLE score (
      -- What a scorer said of a completion. An edited scorer, or another reference, has another key.
      fingerprint BLOB NOT NULL,       -- of the completion
      generation INTEGER NOT NULL,
      scorer BLOB NOT NULL,            -- SHA-256 of the scorer's definition and of what it was given
      value INTEGER,                   -- in millionths; null if there is a reason
      reason TEXT,                     -- why there is no value
      detail TEXT,                     -- more about either, for people
      digest INTEGER NOT NULL,         -- XXH64 of the other columns
      PRIMARY KEY (fingerprint, generation, scorer)
    ) STRICT, WITHOUT ROWID;
    """
}

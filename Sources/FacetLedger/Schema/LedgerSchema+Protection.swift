extension LedgerSchema {
  /// Version 5: a digest of everything that determines an answer, the identity of processes beyond
  /// their number, and the requests that processes sharing a ledger claim.
  static let protection = """
    ALTER TABLE completion ADD COLUMN
      digest /* XXH64 of fingerprint, generation, attempts, latency_ms and body; null if unknown */ INTEGER;
    ALTER TABLE attempt ADD COLUMN
      digest /* XXH64 of fingerprint, generation and body; null if unknown */ INTEGER;
    ALTER TABLE execution ADD COLUMN
      digest /* XXH64 of fingerprint, generation and result; null if unknown */ INTEGER;

    ALTER TABLE session ADD COLUMN
      process_started /* clock ticks since the boot; null if unknown */ INTEGER;
    ALTER TABLE session ADD COLUMN
      renewed_at /* when it last said that it works; ISO 8601, UTC */ TEXT;
    ALTER TABLE session ADD COLUMN
      claims /* 1 if it claims a request before it sends it */ INTEGER NOT NULL DEFAULT 0;

    CREATE TABLE claim (
      -- A request that a session is sending, while several processes use the ledger.
      fingerprint BLOB NOT NULL,
      generation INTEGER NOT NULL,
      session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
      PRIMARY KEY (fingerprint, generation)
    ) STRICT, WITHOUT ROWID;
    """
}

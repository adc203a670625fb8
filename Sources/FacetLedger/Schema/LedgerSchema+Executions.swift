extension LedgerSchema {
  /// The table for conversations with a code tool.
  static let executionTable = """
    CREATE TABLE execution (
      -- What running the code of a turn came to. A run that goes on takes it from here: running the
      -- code again may come to something else, and the turns after it were paid for.
      fingerprint BLOB NOT NULL,       -- of the completion whose code it is
      generation INTEGER NOT NULL,
      run_id INTEGER REFERENCES run (id) ON DELETE SET NULL,
      session_id INTEGER REFERENCES session (id) ON DELETE SET NULL,
      created_at TEXT NOT NULL,
      result TEXT NOT NULL,            -- JSON: output, error, hooks, answers, seconds
      PRIMARY KEY (fingerprint, generation)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX execution_by_run ON execution (run_id);
    CREATE INDEX execution_by_session ON execution (session_id);
    """
}

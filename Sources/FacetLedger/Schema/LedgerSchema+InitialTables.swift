extension LedgerSchema {
  /// The comments appear in the output of `sqlite3 ledger.sqlite .schema`.
  static let initialTables = """
    CREATE TABLE run (
      -- One execution of a configuration, however often it was stopped and resumed.
      id INTEGER PRIMARY KEY,
      identity BLOB NOT NULL,          -- SHA-256 of what the run asks; invocations that agree are one run
      configuration_path TEXT NOT NULL,
      task_type TEXT NOT NULL,
      mode TEXT NOT NULL,              -- full, test or rehearsal
      dataset_path TEXT NOT NULL,
      state TEXT NOT NULL,             -- running, complete, stopped, interrupted or failed
      exit_reason TEXT,                -- why it is not running, in words
      generation INTEGER NOT NULL,     -- which completions it uses; 0 unless it asked for fresh ones
      cells_total INTEGER NOT NULL,
      resume_command TEXT,             -- what goes on with it
      started_at TEXT NOT NULL,        -- this and every ..._at is ISO 8601, UTC
      ended_at TEXT
    ) STRICT;
    CREATE INDEX run_by_identity ON run (identity);

    CREATE TABLE session (
      -- One invocation of a run. Its counters are written with the completions they count.
      id INTEGER PRIMARY KEY,
      run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      host TEXT NOT NULL,
      boot_id TEXT NOT NULL,           -- changes when the host restarts
      process_id INTEGER NOT NULL,
      started_at TEXT NOT NULL,
      ended_at TEXT,                   -- null while it runs, or when it was killed
      cells_done INTEGER NOT NULL DEFAULT 0,
      cells_reused INTEGER NOT NULL DEFAULT 0,
      cells_failed INTEGER NOT NULL DEFAULT 0,
      requests_sent INTEGER NOT NULL DEFAULT 0,
      requests_failed INTEGER NOT NULL DEFAULT 0,
      prompt_tokens INTEGER NOT NULL DEFAULT 0,
      completion_tokens INTEGER NOT NULL DEFAULT 0,
      cost_usd TEXT                    -- decimal; null where a price is unknown
    ) STRICT;
    CREATE INDEX session_by_run ON session (run_id);

    CREATE TABLE completion (
      -- Every response that was paid for and could be read.
      id INTEGER PRIMARY KEY,
      fingerprint BLOB NOT NULL,       -- SHA-256 of the request
      generation INTEGER NOT NULL,
      step TEXT NOT NULL,              -- reading or strategy
      turn INTEGER NOT NULL,           -- from 0
      wire_format TEXT NOT NULL,
      model TEXT NOT NULL,
      provider TEXT NOT NULL,
      endpoint TEXT NOT NULL,          -- what stands for the endpoint in the fingerprint
      finish_reason TEXT,
      prompt_tokens INTEGER,           -- cached_tokens and cache_write_tokens are part of it
      cached_tokens INTEGER,
      cache_write_tokens INTEGER,
      completion_tokens INTEGER,       -- reasoning_tokens are part of it
      reasoning_tokens INTEGER,
      usage_source TEXT NOT NULL,      -- reported or estimated
      latency_ms INTEGER NOT NULL,     -- of the request that was answered
      attempts INTEGER NOT NULL,       -- requests sent, those that failed included
      reported_cost_usd TEXT,          -- decimal, where the provider tells it
      provider_request_id TEXT,
      response_headers TEXT,           -- one 'name: value' a line
      run_id INTEGER REFERENCES run (id) ON DELETE SET NULL,          -- who paid
      session_id INTEGER REFERENCES session (id) ON DELETE SET NULL,
      created_at TEXT NOT NULL,
      body BLOB NOT NULL               -- the response as it came
    ) STRICT;
    CREATE UNIQUE INDEX completion_by_fingerprint ON completion (fingerprint, generation);
    CREATE INDEX completion_by_run ON completion (run_id);
    CREATE INDEX completion_by_session ON completion (session_id);

    CREATE TABLE attempt (
      -- Requests that brought no completion. Those that have a body were answered, so perhaps paid.
      id INTEGER PRIMARY KEY,
      fingerprint BLOB NOT NULL,
      generation INTEGER NOT NULL,
      step TEXT NOT NULL,
      turn INTEGER NOT NULL,
      model TEXT NOT NULL,
      provider TEXT NOT NULL,
      kind TEXT NOT NULL,              -- the class of the error; duplicate: another process was first
      http_status INTEGER,             -- null where no response came
      message TEXT,
      retry_after_ms INTEGER,
      latency_ms INTEGER,
      run_id INTEGER REFERENCES run (id) ON DELETE SET NULL,
      session_id INTEGER REFERENCES session (id) ON DELETE SET NULL,
      created_at TEXT NOT NULL,
      body BLOB                        -- of a response under status 200 that could not be read
    ) STRICT;
    CREATE INDEX attempt_by_run ON attempt (run_id);
    CREATE INDEX attempt_by_session ON attempt (session_id);

    CREATE TABLE failure (
      -- Why a request was last given up; removed when a completion arrives.
      fingerprint BLOB NOT NULL,
      generation INTEGER NOT NULL,
      class TEXT NOT NULL,
      http_status INTEGER,
      message TEXT NOT NULL,
      is_transient INTEGER NOT NULL,   -- 1 where the same request may succeed another time
      attempts INTEGER NOT NULL,
      run_id INTEGER REFERENCES run (id) ON DELETE CASCADE,
      session_id INTEGER REFERENCES session (id) ON DELETE SET NULL,
      created_at TEXT NOT NULL,
      PRIMARY KEY (fingerprint, generation)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX failure_by_run ON failure (run_id);
    CREATE INDEX failure_by_session ON failure (session_id);

    CREATE TABLE calibration (
      -- How estimated tokens compare with reported ones.
      model TEXT NOT NULL,
      provider TEXT NOT NULL,
      vocabulary TEXT NOT NULL,        -- by which the estimate was made
      reported_tokens INTEGER NOT NULL,
      estimated_tokens INTEGER NOT NULL,
      samples INTEGER NOT NULL,
      PRIMARY KEY (model, provider, vocabulary)
    ) STRICT, WITHOUT ROWID;
    """
}

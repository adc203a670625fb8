extension LedgerSchema {
  /// Version 2: the cost of each answer, the usage of a request without a completion, and each
  /// session's sums of both.
  ///
  /// SQLite keeps a comment inside a column's definition for `.schema`.
  static let accounts = """
    ALTER TABLE completion ADD COLUMN
      cost_pico_usd /* 10^-12 US dollars: as reported, else at the price of the time; null where unknown */ INTEGER;

    ALTER TABLE attempt ADD COLUMN
      wire_format /* null in rows of schema version 1 */ TEXT;
    ALTER TABLE attempt ADD COLUMN
      endpoint /* null in rows of schema version 1 */ TEXT;
    ALTER TABLE attempt ADD COLUMN
      prompt_tokens /* null where nothing was answered, so nothing paid */ INTEGER;
    ALTER TABLE attempt ADD COLUMN
      completion_tokens /* null where nothing was answered */ INTEGER;
    ALTER TABLE attempt ADD COLUMN
      cost_pico_usd /* as in completion */ INTEGER;

    ALTER TABLE session DROP COLUMN cost_usd;
    ALTER TABLE session ADD COLUMN
      requests_retried /* those that repeat an earlier one */ INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE session ADD COLUMN
      elapsed_ms /* how long it has worked */ INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE session ADD COLUMN
      requests_ended /* its rows of completion and attempt */ INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE session ADD COLUMN
      answers_paid /* those of them that were answered */ INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE session ADD COLUMN
      answers_unpriced /* those of them whose cost is unknown */ INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE session ADD COLUMN
      cost_pico_usd /* of the others, 10^-12 US dollars */ INTEGER NOT NULL DEFAULT 0;
    UPDATE session SET
      answers_paid = (SELECT count(*) FROM completion WHERE session_id = session.id),
      prompt_tokens = (SELECT coalesce(sum(prompt_tokens), 0) FROM completion
        WHERE session_id = session.id),
      completion_tokens = (SELECT coalesce(sum(completion_tokens), 0) FROM completion
        WHERE session_id = session.id),
      answers_unpriced = (SELECT count(*) FROM completion WHERE session_id = session.id),
      requests_ended = (SELECT count(*) FROM completion WHERE session_id = session.id)
        + (SELECT count(*) FROM attempt WHERE session_id = session.id);
    """
}

extension LedgerSchema {
  /// The options that were not sent as configured, with each answer that was requested without
  /// them. The index holds only such answers, so that a run's adjustments are read from it alone.
  static let adjustments = """
    ALTER TABLE completion ADD COLUMN
      adjustments /* JSON: options that were not sent as configured; null if all were */ TEXT;
    CREATE INDEX completion_adjusted ON completion (run_id, model, provider, adjustments)
      WHERE adjustments IS NOT NULL;
    """
}

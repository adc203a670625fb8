extension LedgerSchema {
  /// Version 4: answers are found by their request alone; each further index would be written with
  /// every answer.
  static let fewerIndexes = """
    DROP INDEX IF EXISTS completion_by_run;
    DROP INDEX IF EXISTS completion_by_session;
    """
}

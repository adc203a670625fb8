extension LedgerSchema {
  /// Version 4: an answer is found by what was asked alone; every index more is written with every
  /// answer.
  static let fewerIndexes = """
    DROP INDEX IF EXISTS completion_by_run;
    DROP INDEX IF EXISTS completion_by_session;
    """
}

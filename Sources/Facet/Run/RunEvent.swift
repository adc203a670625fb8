/// An event of a run.
public enum RunEvent: Sendable {
  /// The summary of the planned run.
  case planned(RunSummary)
  /// Progress; at most ten times a second.
  case progress(RunProgress)
  /// The end of the run, with its outcome.
  case ended(RunOutcome)
}

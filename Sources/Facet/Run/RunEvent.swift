/// Something worth telling while a run goes on.
public enum RunEvent: Sendable {
  /// What the run is about to do.
  case planned(RunSummary)
  /// How far it is; at most ten times a second.
  case progress(RunProgress)
  /// It has ended, and how.
  case ended(RunOutcome)
}

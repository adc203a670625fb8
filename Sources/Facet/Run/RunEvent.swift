/// An event of a run.
public enum RunEvent: Sendable {
  /// The run waits for other processes that are working on it.
  case waiting(for: [Holder])
  /// The summary of the planned run.
  case planned(RunSummary)
  /// Progress; at most ten times a second.
  case progress(RunProgress)
  /// The end of the run, with its outcome.
  case ended(RunOutcome)

  /// A process that works on the same run.
  public struct Holder: Sendable, Hashable {
    /// Its process number.
    public var processID: Int
    /// The name of its host.
    public var host: String
    /// When it began, in ISO 8601, UTC.
    public var since: String
  }
}

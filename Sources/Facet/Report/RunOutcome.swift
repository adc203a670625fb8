/// What a run came to.
public struct RunOutcome: Sendable {
  /// How a run ended.
  public enum Ending: Sendable, Hashable {
    /// Every cell has ended; failures are within what the configuration allows.
    case complete
    /// Every cell has ended; more have failed than the configuration allows.
    case completeWithFailures
    /// A provider stopped it, with the reason; it can be resumed.
    case stoppedByProvider(String)
    /// It was stopped from outside; it can be resumed.
    case interrupted
  }

  public var ending: Ending
  /// The dataset's path.
  public var datasetPath: String
  public var counts: CellCounts
  public var usage: Usage
  public var calls: Calls
  /// Failures by cause, the most frequent first.
  public var failures: [FailureGroup]
  public var elapsed: Duration
  /// Cells that failed for a reason that may pass; the next run asks them again.
  public var failedForNow = 0
  /// Answers that were found in the ledger rather than asked for.
  public var reused = 0

  /// Cells of the dataset by what became of them.
  public struct CellCounts: Sendable, Hashable {
    public var ok = 0
    public var refused = 0
    public var truncated = 0
    public var empty = 0
    public var failed = 0
    public var pending = 0

    /// Cells that have a response.
    public var answered: Int { ok + refused + truncated + empty }
  }

  /// Tokens of the dataset's completions.
  public struct Usage: Sendable, Hashable {
    public var promptTokens = 0
    public var cachedTokens = 0
    public var completionTokens = 0
    public var reasoningTokens = 0
    /// `reported`, `estimated` or `mixed`.
    public var source = "reported"

    public var totalTokens: Int { promptTokens + completionTokens }
  }

  /// Requests of the run.
  public struct Calls: Sendable, Hashable {
    public var sent = 0
    public var failed = 0
    public var retried = 0
  }

  /// Requests that failed for the same reason.
  public struct FailureGroup: Sendable, Hashable {
    /// The class of error: `rate_limited`, `timeout` and so on.
    public var kind: String
    public var status: Int?
    /// The model and where it is asked.
    public var lane: String
    public var count: Int
    /// The first such error's own words.
    public var example: String
    public var hint: String?
  }

  /// The exit status of the command for this ending.
  public var exitStatus: Int32 {
    switch ending {
    case .complete: 0
    case .completeWithFailures: 4
    case .stoppedByProvider: 5
    case .interrupted: 130
    }
  }
}

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
    /// It has reached a limit of its budget, as the reason says; with a larger one it can be
    /// resumed.
    case stoppedAtBudget(String)
    /// It was stopped from outside; it can be resumed.
    case interrupted
  }

  /// How it ended.
  public var ending: Ending
  /// The dataset's path.
  public var datasetPath: String
  /// What became of the cells.
  public var counts: CellCounts
  /// What the answers took.
  public var usage: DatasetUsage
  /// What was asked.
  public var calls: Calls
  /// Failures by cause, the most frequent first.
  public var failures: [FailureGroup]
  /// From the beginning of the run to the dataset.
  public var elapsed: Duration
  /// Cells that failed for a reason that may pass; the next run asks them again.
  public var failedForNow = 0
  /// Answers that were found in the ledger rather than asked for.
  public var reused = 0
  /// What the run was estimated to use before its first request.
  public var estimate: RunEstimate?
  /// What the full run would use, after a test.
  public var fullRun: RunEstimate?
  /// What the answers have used, beside what was estimated.
  var measurement = UsageMeasurement()
  /// Whether a loopback provider answered, which is paid nothing.
  public var isRehearsal = false
  /// What the dataset's answers cost, whoever paid for them.
  public var cost = DatasetCost()
  /// What this session has paid.
  public var paid = Account()
  /// What all sessions of the run have paid, this one included.
  public var paidInAll = Account()
  /// How the run stands to its budget; `nil` where it has none.
  public var budget: BudgetUse?
  /// What the answers took: by model, by perspective and by step.
  public var statistics = RunStatistics()
  /// Options that models were not sent as the configuration writes them.
  public var adjustments: [AdjustedOption] = []
  /// Requests that were sent again in this run, by cause, the most frequent first.
  public var retries: [RetryGroup] = []

  /// Requests that were sent again for the same reason.
  public struct RetryGroup: Sendable, Hashable {
    /// An HTTP status such as `429`, or words such as `timeout`.
    public var cause: String
    /// How many there were.
    public var count: Int
  }

  /// Cells of the dataset by what became of them.
  public struct CellCounts: Sendable, Hashable {
    /// Answers that ended by themselves.
    public var ok = 0
    /// Answers that the model or its provider refused.
    public var refused = 0
    /// Answers that were cut at the output limit.
    public var truncated = 0
    /// Answers without text.
    public var empty = 0
    /// Cells without an answer, for a reason of their own.
    public var failed = 0
    /// Cells without an outcome, for the run to resume with.
    public var pending = 0
    /// Those of them for which a request was sent.
    public var unanswered = 0

    /// Cells that have a response.
    public var answered: Int { ok + refused + truncated + empty }
  }

  /// Requests of the run.
  public struct Calls: Sendable, Hashable {
    /// Requests that went out.
    public var sent = 0
    /// Requests that ended without an answer.
    public var failed = 0
    /// Requests that repeat an earlier one.
    public var retried = 0
  }

  /// Requests, or cells for which nothing could be sent, that failed for the same reason.
  public struct FailureGroup: Sendable, Hashable {
    /// The class of error: `rate_limited`, `timeout` and so on.
    public var kind: String
    /// The HTTP status, where there was a response.
    public var status: Int?
    /// The model and where it is asked; `nil` if nothing was sent.
    public var lane: String?
    /// How many requests failed so.
    public var count: Int
    /// Those of them whose cell was answered in the end.
    public var recovered = 0
    /// The first such error's own words.
    public var example: String
    /// What the reader can do about it.
    public var hint: String?
  }

  /// The exit status of the command for this ending.
  public var exitStatus: Int32 {
    switch ending {
    case .complete: 0
    case .completeWithFailures: 4
    case .stoppedAtBudget: 3
    case .stoppedByProvider: 5
    case .interrupted: 130
    }
  }
}

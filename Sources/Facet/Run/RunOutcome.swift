/// The outcome of a run.
public struct RunOutcome: Sendable {
  /// How a run ended.
  public enum Ending: Sendable, Hashable {
    /// Every cell has finished; failures are within the configured limit.
    case complete
    /// Every cell has finished; more failed than the configuration allows.
    case completeWithFailures
    /// A provider stopped it for the given reason; it can be resumed.
    case stoppedByProvider(String)
    /// It reached a limit of its budget, named in the reason; it can be resumed with a larger
    /// limit.
    case stoppedAtBudget(String)
    /// It was stopped from outside; it can be resumed.
    case interrupted
    /// Only what the ledger holds was used; the reason says what is missing.
    case partial(String)
  }

  /// How it ended.
  public var ending: Ending
  /// The dataset's path.
  public var datasetPath: String
  /// The cells by outcome.
  public var counts: CellCounts
  /// The tokens of the answers.
  public var usage: DatasetUsage
  /// The requests of the run.
  public var calls: Calls
  /// Failures by cause, the most frequent first.
  public var failures: [FailureGroup]
  /// The time from the start of the run to the written dataset.
  public var elapsed: Duration
  /// Cells that failed for a temporary reason; the next run retries them.
  public var failedForNow = 0
  /// Answers reused from the ledger.
  public var reused = 0
  /// The estimate made before the first request.
  public var estimate: RunEstimate?
  /// The estimate of the full run, after a test.
  public var fullRun: RunEstimate?
  /// The reported and estimated usage of the answers.
  var measurement = UsageMeasurement()
  /// Whether a loopback provider answered, at no cost.
  public var isRehearsal = false
  /// The cost of the dataset's answers, whichever run paid for them.
  public var cost = DatasetCost()
  /// The amounts that this session paid.
  public var paid = Account()
  /// The amounts that all sessions of the run paid, including this one.
  public var paidInAll = Account()
  /// The state of the run's budget; `nil` if it has none.
  public var budget: BudgetUse?
  /// Usage, cost and latency of the answers: by model, by perspective and by step.
  public var statistics = RunStatistics()
  /// Options that were not sent as configured.
  public var adjustments: [AdjustedOption] = []
  /// Retries in this run by cause, the most frequent first.
  public var retries: [RetryGroup] = []
  /// The cells without an outcome.
  package var missing = MissingCells()
  /// How the run's goal was met; `nil` if it has none.
  package var goal: GoalOutcome?

  /// Retries for the same reason.
  public struct RetryGroup: Sendable, Hashable {
    /// An HTTP status such as `429`, or words such as `timeout`.
    public var cause: String
    /// The number of retries.
    public var count: Int
  }

  /// Cells of the dataset by outcome.
  public struct CellCounts: Sendable, Hashable {
    /// Complete answers.
    public var ok = 0
    /// Answers that the model or its provider refused.
    public var refused = 0
    /// Answers that were cut at the output limit.
    public var truncated = 0
    /// Answers without text.
    public var empty = 0
    /// Failed cells.
    public var failed = 0
    /// Cells whose prompt must not be sent.
    public var contaminated = 0
    /// Cells without an outcome, for the run to resume with.
    public var pending = 0
    /// Cells without an outcome for which a request was sent.
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
    /// Retries.
    public var retried = 0
  }

  /// Requests, or cells for which nothing could be sent, that failed for the same reason.
  public struct FailureGroup: Sendable, Hashable {
    /// The class of error: `rate_limited`, `timeout` and so on.
    public var kind: String
    /// The HTTP status, if there was a response.
    public var status: Int?
    /// The model at its endpoint; `nil` if nothing was sent.
    public var lane: String?
    /// The number of failures.
    public var count: Int
    /// The failures whose cell was answered in the end.
    public var recovered = 0
    /// The message of the first such error.
    public var example: String
    /// Advice for the user.
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
    case .partial: 3
    }
  }
}

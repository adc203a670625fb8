package import FacetModels

/// A snapshot of a run's progress.
public struct RunProgress: Sendable, Hashable {
  /// The number of cells, excluding the reference's.
  public var total: Int
  /// Finished cells, including failed ones.
  public var done: Int
  /// Cells that have failed.
  public var failed: Int
  /// Reused answers.
  public var reused: Int
  /// Requests in flight.
  public var inFlight: Int
  /// Requests that wait for a retry.
  public var waiting: Int
  /// Requests sent so far.
  public var requests: Int
  /// Requests that ended without an answer.
  public var failedRequests: Int
  /// Tokens as reported so far.
  public var promptTokens: Int
  /// Tokens of answers as reported so far.
  public var completionTokens: Int
  /// Since the run began to send.
  public var elapsed: Duration
  /// The remaining time at the recent rate; `nil` before the first cell has finished.
  public var remaining: Duration?
  /// Each model at its endpoint; empty before the run sends.
  public var lanes: [Lane]
  /// The amount paid; `nil` until the cost of one answer is known.
  public var cost: Cost?
  /// The used part of the run's budget; `nil` if there is none.
  public var budget: Budget?

  /// The amount paid in this session, and its projected total.
  public struct Cost: Sendable, Hashable {
    /// The total of the known costs.
    package var paid: USDollars
    /// The projection from the mean cost of the cells so far; `nil` before the first has finished,
    /// and while an answer's cost is unknown.
    package var projected: USDollars?
    /// Answers whose cost is unknown.
    public var unpricedAnswers: Int

    /// The total of the known costs in US dollars, as decimal digits.
    public var paidUSD: String { paid.description }
    /// The projected cost of the session in US dollars, as decimal digits.
    public var projectedUSD: String? { projected?.description }
  }

  /// The used part of a budget over all sessions of the run, and its limits.
  public struct Budget: Sendable, Hashable {
    /// The amount paid.
    package var cost: USDollars
    /// The limit on the amount paid.
    package var costLimit: USDollars?
    /// Tokens used.
    public var tokens: Int
    /// The limit on tokens.
    public var tokensLimit: Int?
    /// Requests sent.
    public var requests: Int
    /// The limit on requests.
    public var requestsLimit: Int?

    /// US dollars paid, as decimal digits.
    public var paidUSD: String { cost.description }
    /// The limit in US dollars, as decimal digits.
    public var limitUSD: String? { costLimit?.description }
  }

  /// A model at an endpoint: its pace, its limits and its waiting requests.
  public struct Lane: Sendable, Hashable {
    /// The model's name as configured.
    public var model: String
    /// The provider's display name.
    public var provider: String
    /// Requests in flight.
    public var inFlight: Int
    /// The current limit on requests in flight.
    public var maxConcurrency: Int
    /// Recent requests per minute.
    public var requestsPerMinute: Double
    /// The limit on requests per minute, if one is configured or known.
    public var requestsPerMinuteLimit: Double?
    /// Recent tokens per minute, including those of prompts.
    public var tokensPerMinute: Double
    /// The limit on tokens per minute, if one is configured or known.
    public var tokensPerMinuteLimit: Double?
    /// The remaining pause, if nothing is sent to the provider for now.
    public var held: Duration?
    /// Requests that wait for a retry by cause, the most frequent first.
    public var waits: [Wait]
    /// Set while the provider refuses every request, so that only probes go out.
    public var refusal: Refusal?
  }

  /// Why a model is only probed, and when the next probe goes out.
  public struct Refusal: Sendable, Hashable {
    /// An HTTP status such as `429`, or words such as `rate limit`.
    public var cause: String
    /// The provider's message.
    public var message: String
    /// Until the next request goes out.
    public var next: Duration
  }

  /// Requests that wait for the same reason.
  public struct Wait: Sendable, Hashable {
    /// Why they are retried: an HTTP status such as `429`, or words such as `timeout`.
    public var cause: String
    /// The number of requests.
    public var count: Int
    /// Until the first of them may go out.
    public var next: Duration
  }
}

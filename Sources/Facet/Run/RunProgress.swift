package import FacetModels

/// How far a run is; a moment's view of it.
public struct RunProgress: Sendable, Hashable {
  /// Cells of the run, the reference's left out.
  public var total: Int
  /// Cells that have ended, failed ones included.
  public var done: Int
  /// Cells that have failed.
  public var failed: Int
  /// Answers that were found rather than asked for.
  public var reused: Int
  /// Requests in flight.
  public var inFlight: Int
  /// Requests that wait before they are asked again.
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
  /// The time left at the rate of late; `nil` before the first cell has ended.
  public var remaining: Duration?
  /// Each model and where it is asked; empty before the run sends.
  public var lanes: [Lane]
  /// What has been paid; `nil` while the cost of no answer is known.
  public var cost: Cost?
  /// What has been used of the run's budget; `nil` where there is none.
  public var budget: Budget?

  /// What has been paid in this session, and what the whole of it may come to.
  public struct Cost: Sendable, Hashable {
    /// Of the answers whose cost is known.
    package var paid: USDollars
    /// At the cost of the cells so far; `nil` before the first has ended, and while an answer's
    /// cost is not known.
    package var projected: USDollars?
    /// Answers whose cost is not known.
    public var unpricedAnswers: Int

    /// Of the answers whose cost is known, in US dollars, as decimal digits.
    public var paidUSD: String { paid.description }
    /// What the session may come to, in US dollars, as decimal digits.
    public var projectedUSD: String? { projected?.description }
  }

  /// What has been used of a budget in all sessions of the run, and the limits that it has.
  public struct Budget: Sendable, Hashable {
    /// What was paid.
    package var cost: USDollars
    /// What may be paid at most.
    package var costLimit: USDollars?
    /// Tokens used.
    public var tokens: Int
    /// Tokens at most.
    public var tokensLimit: Int?
    /// Requests sent.
    public var requests: Int
    /// Requests at most.
    public var requestsLimit: Int?

    /// US dollars paid, as decimal digits.
    public var paidUSD: String { cost.description }
    /// US dollars at most, as decimal digits.
    public var limitUSD: String? { costLimit?.description }
  }

  /// A model where it is asked: its pace, its limits, and what waits there.
  public struct Lane: Sendable, Hashable {
    /// The model's name as configured.
    public var model: String
    /// The provider's name for people.
    public var provider: String
    /// Requests in flight.
    public var inFlight: Int
    /// Requests in flight at most for now.
    public var maxConcurrency: Int
    /// Requests a minute, of late.
    public var requestsPerMinute: Double
    /// Requests a minute at most, where a limit is configured or known.
    public var requestsPerMinuteLimit: Double?
    /// Tokens a minute, of late, those of prompts included.
    public var tokensPerMinute: Double
    /// Tokens a minute at most, where a limit is configured or known.
    public var tokensPerMinuteLimit: Double?
    /// How long nothing goes out, where the provider is given a pause.
    public var held: Duration?
    /// Requests that wait before they are asked again, by cause, the most frequent first.
    public var waits: [Wait]
    /// Set while the provider refuses every request, so that only single ones go out.
    public var refusal: Refusal?
  }

  /// Why a model is only probed, and when it is next.
  public struct Refusal: Sendable, Hashable {
    /// An HTTP status such as `429`, or words such as `rate limit`.
    public var cause: String
    /// The provider's words.
    public var message: String
    /// Until the next request goes out.
    public var next: Duration
  }

  /// Requests that wait for the same reason.
  public struct Wait: Sendable, Hashable {
    /// Why they are asked again: an HTTP status such as `429`, or words such as `timeout`.
    public var cause: String
    /// How many there are.
    public var count: Int
    /// Until the first of them may go out.
    public var next: Duration
  }
}

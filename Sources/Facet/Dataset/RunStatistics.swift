package import FacetModels

/// Usage, cost and latency of a dataset's answers: by model, by perspective and by step.
public struct RunStatistics: Sendable, Hashable {
  /// By model and provider, in order of first appearance in the dataset.
  public var byModel: [Group] = []
  /// By perspective, in the order of the dataset.
  public var byPerspective: [Group] = []
  /// By step: `reading`, `strategy`.
  public var byStep: [Group] = []
  /// Scores by name, perspective and model, in the order of the configuration; empty if nothing is
  /// scored.
  public var scores: [Score] = []
  /// The judges' comparisons by score; empty if no score compares responses.
  public var comparisons: [Comparisons] = []
  /// The latency of the answering requests; `nil` if there are none.
  public var latency: Latency?
  /// Steps of perspectives with answers cut at the output limit.
  public var truncations: [Truncation] = []
  /// Steps of perspectives whose answers must match a schema.
  public var structured: [Structured] = []
  /// The slowest cells, at most five.
  public var slowest: [Cell] = []
  /// The most expensive cells, at most five; cells of unknown cost are left out.
  public var mostExpensive: [Cell] = []
  /// The cells that took the most tokens, at most five.
  public var largest: [Cell] = []

  /// A group of answers.
  public struct Group: Sendable, Hashable {
    /// The model, the condition or the step.
    public var name: String
    /// The provider's name, if the group is a model.
    public var provider: String?
    /// Answers, including those of readings.
    public var answers = 0
    /// Their usage; shared steps count once.
    public var usage = DatasetUsage()
    /// Their cost; `nil` while one cost is unknown.
    package var cost: USDollars?
    /// Counts by finish reason: `stop`, `length` and so on.
    public var finishReasons: [String: Int] = [:]
    /// Their latency.
    public var latency: Latency?

    /// Their cost in US dollars, as decimal digits; `nil` while one cost is unknown.
    public var costUSD: String? { cost?.description }
  }

  /// The scores of one scorer for one perspective and model.
  public struct Score: Sendable, Hashable {
    /// The score's name.
    public var name: String
    /// The perspective's label.
    public var condition: String
    /// The model as configured.
    public var model: String
    /// The completions that have a number.
    public var scored: Int
    /// Their mean; `nil` if none has a number.
    public var mean: Double?
    /// The 95 % interval of the mean, in which samples are the independent units; `nil` if there
    /// are too few.
    public var interval: ClosedRange<Double>?
    /// The completions without a number, by reason.
    public var nulls: [String: Int]
  }

  /// The comparisons that one scorer's judge made, by the position of the better response.
  public struct Comparisons: Sendable, Hashable {
    /// The score's name.
    public var name: String
    /// Comparisons won by the response that was shown first.
    public var first = 0
    /// Comparisons won by the response that was shown second.
    public var second = 0
    /// Comparisons without a winner.
    public var ties = 0
    /// Pairs that were shown in both orders.
    public var pairs = 0
    /// Those of them in which the two orders have different winners.
    public var contradictions = 0
  }

  /// Percentiles of the time from a request to its answer's last byte.
  public struct Latency: Sendable, Hashable {
    /// The median.
    public var p50: Duration
    /// The 95th percentile.
    public var p95: Duration
    /// The 99th percentile.
    public var p99: Duration
  }

  /// Answers that were cut at the output limit.
  public struct Truncation: Sendable, Hashable {
    /// The perspective's label.
    public var condition: String
    /// The step: `reading` or `strategy`.
    public var step: String
    /// All answers of this step.
    public var answers: Int
    /// Those that were cut.
    public var truncated: Int
    /// The configured limit; `nil` for the provider's default.
    public var maxTokens: Int?
  }

  /// Answers that must match a schema.
  public struct Structured: Sendable, Hashable {
    /// The perspective's label.
    public var condition: String
    /// The step's name.
    public var step: String
    /// Answers that match.
    public var matched = 0
    /// Those of them that stood in a fence.
    public var fenced = 0
    /// Those of them with words around the value.
    public var inProse = 0
    /// Replies that were sent back with what is wrong.
    public var sentBack = 0
    /// Last replies that do not match.
    public var unmatched = 0
  }

  /// A cell with an extreme value.
  public struct Cell: Sendable, Hashable {
    /// The sample's name.
    public var sampleID: String
    /// The sample's 0-based position in the file.
    public var sampleIndex: Int
    /// The column's label.
    public var condition: String
    /// The latencies of its steps, added up.
    public var latency: Duration
    /// Tokens of its steps, prompts included.
    public var tokens: Int
    /// Their cost; `nil` if it is unknown.
    package var cost: USDollars?

    /// Their cost in US dollars, as decimal digits; `nil` if it is unknown.
    public var costUSD: String? { cost?.description }
  }
}

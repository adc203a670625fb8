package import FacetModels

/// What the answers of a dataset took: by model, by perspective and by step.
public struct RunStatistics: Sendable, Hashable {
  /// By model and provider, in the order in which the dataset has them first.
  public var byModel: [Group] = []
  /// By perspective, in the order of the dataset.
  public var byPerspective: [Group] = []
  /// By step: `reading`, `strategy`.
  public var byStep: [Group] = []
  /// How long the answering requests took; `nil` without any.
  public var latency: Latency?
  /// Steps of perspectives of which some answers were cut at the output limit.
  public var truncations: [Truncation] = []
  /// The cells whose answers took longest, at most five.
  public var slowest: [Cell] = []
  /// The cells that cost most, at most five; those whose cost is not known are left out.
  public var mostExpensive: [Cell] = []
  /// The cells that took the most tokens, at most five.
  public var largest: [Cell] = []

  /// Answers that have something in common.
  public struct Group: Sendable, Hashable {
    /// The model, the condition or the step.
    public var name: String
    /// The provider's name, where the group is a model's.
    public var provider: String?
    /// Answers, those of readings included.
    public var answers = 0
    /// What they took; what several cells share counts once.
    public var usage = DatasetUsage()
    /// What they cost; `nil` while the cost of one is not known.
    package var cost: USDollars?
    /// How often they ended for each reason: `stop`, `length` and so on.
    public var finishReasons: [String: Int] = [:]
    /// How long they took.
    public var latency: Latency?

    /// Their cost in US dollars, as decimal digits; `nil` while the cost of one is not known.
    public var costUSD: String? { cost?.description }
  }

  /// Percentiles of the time from a request to its answer's last byte.
  public struct Latency: Sendable, Hashable {
    /// Half of the answers took no longer.
    public var p50: Duration
    /// 95 of 100 answers took no longer.
    public var p95: Duration
    /// 99 of 100 answers took no longer.
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
    /// The limit as configured; `nil` where it was left to the provider.
    public var maxTokens: Int?
  }

  /// A cell that stands out.
  public struct Cell: Sendable, Hashable {
    /// The sample's name.
    public var sampleID: String
    /// The sample's place in the file, from 0.
    public var sampleIndex: Int
    /// The column's label.
    public var condition: String
    /// The latencies of its steps, added up.
    public var latency: Duration
    /// Tokens of its steps, prompts included.
    public var tokens: Int
    /// What they cost; `nil` where that is not known.
    package var cost: USDollars?

    /// Their cost in US dollars, as decimal digits; `nil` if it is not known.
    public var costUSD: String? { cost?.description }
  }
}

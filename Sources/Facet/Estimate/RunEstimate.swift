package import FacetModels

/// The expected calls, tokens and cost of a run, with their bounds.
public struct RunEstimate: Sendable {
  /// A figure with its lower and upper bound.
  package struct Bounds: Sendable, Hashable {
    package var low: Double
    package var expected: Double
    package var high: Double

    static let zero = Bounds(low: 0, expected: 0, high: 0)

    func times(_ factors: Bounds) -> Bounds {
      Bounds(
        low: low * factors.low, expected: expected * factors.expected, high: high * factors.high)
    }

    static func += (sum: inout Bounds, bounds: Bounds) {
      sum.low += bounds.low
      sum.expected += bounds.expected
      sum.high += bounds.high
    }
  }

  /// A cost with its lower and upper bound.
  package struct Cost: Sendable, Hashable {
    package var low: USDollars
    package var expected: USDollars
    package var high: USDollars

    static let zero = Cost(low: .zero, expected: .zero, high: .zero)

    static func += (sum: inout Cost, cost: Cost) {
      sum.low += cost.low
      sum.expected += cost.expected
      sum.high += cost.high
    }
  }

  /// The costs in the two tiers that an estimate compares.
  package struct TierCosts: Sendable, Hashable {
    package var ordinary = Cost.zero
    package var flex = Cost.zero
  }

  /// The basis for the estimate of a model's prompts.
  package enum Basis: String, Sendable {
    /// An exact count with the vocabulary.
    case exact
    /// Answers to this configuration.
    case measured
    /// Answers to other runs of the model.
    case calibrated
    /// Character classes only.
    case estimated
  }

  /// The figures of a step, a model or the whole run.
  package struct Part: Sendable {
    /// Expected number of requests.
    package var calls = 0
    /// The number of requests with its bounds, which differ only for conversations.
    package var callRange = Bounds.zero
    package var prompt = Bounds.zero
    package var completion = Bounds.zero
    /// Prompt tokens that the provider is expected to read from its cache.
    package var cachedTokens = 0.0
    /// Prompt tokens that the provider is expected to write to its cache.
    package var writtenTokens = 0.0
    /// `nil` if a price is unknown.
    package var cost: Cost? = .zero
    /// The cost in the ordinary tier and in `flex`; `nil` unless both are known.
    package var tierCosts: TierCosts? = TierCosts()
    /// The expected saving from the cache, net of ``writeSurcharge``; already included in the
    /// expected cost. Negative if writing costs more than reading saves.
    package var saving = USDollars.zero
    /// The extra cost of cache writes over the price of other input.
    package var writeSurcharge = USDollars.zero

    mutating func add(_ part: Part) {
      calls += part.calls
      callRange += part.callRange
      prompt += part.prompt
      completion += part.completion
      cachedTokens += part.cachedTokens
      writtenTokens += part.writtenTokens
      saving += part.saving
      writeSurcharge += part.writeSurcharge
      if var sum = tierCosts, let costs = part.tierCosts {
        sum.ordinary += costs.ordinary
        sum.flex += costs.flex
        tierCosts = sum
      } else {
        tierCosts = nil
      }
      if var sum = cost, let cost = part.cost {
        sum += cost
        self.cost = sum
      } else {
        cost = nil
      }
    }
  }

  /// The expected usage of one step of one perspective.
  package struct Step: Sendable {
    package var condition: String
    /// The step's name.
    package var name: String
    package var model: String
    package var part: Part
    /// Its stored answers, and the tokens of their prompts.
    package var heldCalls = 0
    package var heldPromptTokens = 0
    /// Its requests that failed for good and are not retried, including those that depend on such a
    /// request.
    package var failedCalls = 0
  }

  /// The expected usage of one model at its endpoint.
  package struct Model: Sendable {
    package var name: String
    package var provider: String
    package var price: ModelPrice?
    package var basis: Basis
    /// The number of answers behind a measured or calibrated basis.
    package var answers: Int
    /// The number of answers behind the measured share of cached tokens; 0 if it is assumed.
    package var cacheAnswers = 0
    package var part: Part
    /// `nil` if each answer takes one request.
    package var conversations: Conversations?
  }

  /// The assumptions of an estimate about the conversations with a model.
  package struct Conversations: Sendable {
    /// The expected number of conversations.
    package var count = Bounds.zero
    /// The number of earlier conversations in the ledger behind the figures; 0 if they are assumed.
    package var known: Int
    /// Requests of one conversation, expected and maximum.
    package var calls: Double
    package var mostCalls: Int
    /// Tokens of one reply.
    package var completionTokens: Double
    /// Tokens by which each prompt exceeds the one before.
    package var promptTokensPerCall: Double
  }

  /// The stored answers, which cost nothing.
  package struct Held: Sendable {
    package var calls = 0
    package var usage = TokenUsage()
    /// `nil` if a price is unknown.
    package var cost: USDollars? = .zero
  }

  package var samples = 0
  /// The number of samples looked up in the ledger or counted exactly; all of them unless the file
  /// is large.
  package var samplesSeen = 0
  package var models: [Model] = []
  package var steps: [Step] = []
  package var total = Part()
  package var held = Held()
  /// Requests that failed for good in an earlier run and are not retried, including those that
  /// would have followed them.
  package var failedCalls = 0

  /// The names of models whose price is unknown.
  package var unpricedModels: [String] { models.filter { $0.price == nil }.map(\.name) }

  package init() {}
}

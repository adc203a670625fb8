package import FacetModels

/// What a run will use: calls, tokens and cost, with how sure that is.
public struct RunEstimate: Sendable {
  /// A figure and the bounds between which it lies.
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

  /// The same for an amount.
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

  /// What the estimate of a model's prompts rests on.
  package enum Basis: String, Sendable {
    /// The vocabulary itself.
    case exact
    /// Answers to this very configuration.
    case measured
    /// Answers to other runs of the model.
    case calibrated
    /// The kinds of the characters alone.
    case estimated
  }

  /// A step, or a model, or all of them.
  package struct Part: Sendable {
    /// Requests that will be sent, as expected.
    package var calls = 0
    /// The same within its bounds, which conversations alone hold apart.
    package var callRange = Bounds.zero
    package var prompt = Bounds.zero
    package var completion = Bounds.zero
    /// Tokens of the prompts that the provider is expected to have in its cache.
    package var cachedTokens = 0.0
    /// Tokens of the prompts that it is expected to put there for others.
    package var writtenTokens = 0.0
    /// `nil` where a price is unknown.
    package var cost: Cost? = .zero
    /// What the cache is expected to save of it, ``writeSurcharge`` taken off; part of the expected
    /// cost already. Negative where more is written than read.
    package var saving = USDollars.zero
    /// What writing to the cache costs beyond the price of other input.
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
      if var sum = cost, let cost = part.cost {
        sum += cost
        self.cost = sum
      } else {
        cost = nil
      }
    }
  }

  /// What one step of one perspective will use.
  package struct Step: Sendable {
    package var condition: String
    /// `reading` or `strategy`.
    package var name: String
    package var model: String
    package var part: Part
    /// Answers of it that are kept already, and the tokens of their prompts.
    package var heldCalls = 0
    package var heldPromptTokens = 0
    /// Requests of it that failed for good and are not sent again, or wait for one that did.
    package var failedCalls = 0
  }

  /// What one model will use, where it is asked.
  package struct Model: Sendable {
    package var name: String
    package var provider: String
    package var price: ModelPrice?
    package var basis: Basis
    /// Answers on which a measured or calibrated basis rests.
    package var answers: Int
    package var part: Part
    /// `nil` where each answer takes one request.
    package var conversations: Conversations?
  }

  /// What an estimate takes the conversations with a model to be.
  package struct Conversations: Sendable {
    /// How many there will be.
    package var count = Bounds.zero
    /// Earlier ones in the ledger on which the figures rest; 0 where they are assumed.
    package var known: Int
    /// Of one of them, as expected and at most.
    package var calls: Double
    package var mostCalls: Int
    /// Of one reply.
    package var completionTokens: Double
    /// By which each prompt is longer than the one before.
    package var promptTokensPerCall: Double
  }

  /// What is kept already and costs nothing.
  package struct Held: Sendable {
    package var calls = 0
    package var usage = TokenUsage()
    /// `nil` where a price is unknown.
    package var cost: USDollars? = .zero
  }

  package var samples = 0
  /// Samples that were looked at for what the ledger holds, or counted exactly; all of them unless
  /// the file is large.
  package var samplesSeen = 0
  package var models: [Model] = []
  package var steps: [Step] = []
  package var total = Part()
  package var held = Held()
  /// Requests that failed for good in an earlier run and are not sent again, with those that would
  /// have followed them.
  package var failedCalls = 0

  /// The names of models whose price is unknown.
  package var unpricedModels: [String] { models.filter { $0.price == nil }.map(\.name) }

  package init() {}
}

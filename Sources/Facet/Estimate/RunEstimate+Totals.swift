internal import FacetModels

extension RunEstimate {
  /// Requests that will be sent, as expected.
  public var calls: Int { total.calls }

  /// Tokens of their prompts, as expected.
  public var promptTokens: Int { Int(total.prompt.expected.rounded()) }

  /// Tokens of their answers, as expected.
  public var completionTokens: Int { Int(total.completion.expected.rounded()) }

  /// Answers that the ledger holds already, which cost nothing.
  public var heldAnswers: Int { held.calls }

  /// The expected cost in US dollars, as decimal digits; `nil` if a price is unknown.
  public var costUSD: String? { total.cost?.expected.description }

  /// The least and the most that it can cost in US dollars, as decimal digits; `nil` if a price is
  /// unknown.
  public var costRangeUSD: (low: String, high: String)? {
    total.cost.map { ($0.low.description, $0.high.description) }
  }
}

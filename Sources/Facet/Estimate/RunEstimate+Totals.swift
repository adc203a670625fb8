internal import FacetModels

extension RunEstimate {
  /// Expected number of requests.
  public var calls: Int { total.calls }

  /// Expected tokens of their prompts.
  public var promptTokens: Int { Int(total.prompt.expected.rounded()) }

  /// Expected tokens of their answers.
  public var completionTokens: Int { Int(total.completion.expected.rounded()) }

  /// Answers already in the ledger, which cost nothing.
  public var heldAnswers: Int { held.calls }

  /// The expected cost in US dollars, as decimal digits; `nil` if a price is unknown.
  public var costUSD: String? { total.cost?.expected.description }

  /// The minimum and maximum cost in US dollars, as decimal digits; `nil` if a price is unknown.
  public var costRangeUSD: (low: String, high: String)? {
    total.cost.map { ($0.low.description, $0.high.description) }
  }
}

internal import FacetModels
internal import FacetPlatform

/// The cost, tokens and number of requests that count towards a budget.
struct Spending: Sendable, Hashable {
  var requests = 0
  /// Tokens of prompts and answers.
  var tokens = 0
  var cost = USDollars.zero

  static func += (sum: inout Spending, amount: Spending) {
    sum.requests += amount.requests
    sum.tokens = sum.tokens.adding(saturating: amount.tokens)
    sum.cost += amount.cost
  }

  static func -= (sum: inout Spending, amount: Spending) {
    sum.requests -= amount.requests
    sum.tokens = sum.tokens.subtracting(saturating: amount.tokens)
    sum.cost = sum.cost - amount.cost
  }
}

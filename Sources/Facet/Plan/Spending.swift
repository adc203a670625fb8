internal import FacetModels
internal import FacetPlatform

/// What requests use up of a budget.
struct Spending: Sendable, Hashable {
  var requests = 0
  /// Of prompts and answers.
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

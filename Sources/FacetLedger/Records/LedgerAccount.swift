internal import FacetPlatform

/// What was paid: sums over completions and attempts, written in the same transaction as they are.
package struct LedgerAccount: Sendable, Hashable {
  /// Requests that ended, with an answer or without.
  package var requestsEnded = 0
  /// Requests that were answered, those whose answer was not used included.
  package var answers = 0
  /// Answers whose cost is unknown.
  package var unpricedAnswers = 0
  package var promptTokens = 0
  package var completionTokens = 0
  /// What the other answers cost, in 10^-12 US dollars.
  package var costPicoUSD: Int64 = 0

  package init() {}

  /// The account of one completion.
  init(of completion: LedgerCompletion) {
    self.init(
      promptTokens: completion.promptTokens ?? 0, completionTokens: completion.completionTokens,
      costPicoUSD: completion.costPicoUSD)
  }

  /// The account of one attempt: one without usage was not answered, and cost nothing.
  init(of attempt: LedgerAttempt) {
    self.init(
      promptTokens: attempt.promptTokens, completionTokens: attempt.completionTokens,
      costPicoUSD: attempt.costPicoUSD)
  }

  private init(promptTokens: Int?, completionTokens: Int?, costPicoUSD: Int64?) {
    requestsEnded = 1
    guard let promptTokens else { return }
    answers = 1
    self.promptTokens = promptTokens
    self.completionTokens = completionTokens ?? 0
    if let costPicoUSD { self.costPicoUSD = costPicoUSD } else { unpricedAnswers = 1 }
  }

  package static func += (sum: inout LedgerAccount, account: LedgerAccount) {
    sum = sum.combined(with: account) { $0.adding(saturating: $1) }
  }

  static func - (account: LedgerAccount, other: LedgerAccount) -> LedgerAccount {
    account.combined(with: other) { $0.subtracting(saturating: $1) }
  }

  private func combined(
    with other: LedgerAccount, _ operation: (Int64, Int64) -> Int64
  ) -> LedgerAccount {
    func count(_ one: Int, _ other: Int) -> Int { Int(operation(Int64(one), Int64(other))) }
    var account = LedgerAccount()
    account.requestsEnded = count(requestsEnded, other.requestsEnded)
    account.answers = count(answers, other.answers)
    account.unpricedAnswers = count(unpricedAnswers, other.unpricedAnswers)
    account.promptTokens = count(promptTokens, other.promptTokens)
    account.completionTokens = count(completionTokens, other.completionTokens)
    account.costPicoUSD = operation(costPicoUSD, other.costPicoUSD)
    return account
  }
}

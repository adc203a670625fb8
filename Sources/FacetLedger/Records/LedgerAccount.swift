internal import FacetPlatform

/// Sums paid, over completions and attempts, written in the same transaction as these.
package struct LedgerAccount: Sendable, Hashable {
  /// Finished requests, with or without an answer.
  package var requestsEnded = 0
  /// Answered requests, including those whose answer was not used.
  package var answers = 0
  /// Answers whose cost is unknown.
  package var unpricedAnswers = 0
  package var promptTokens = 0
  package var completionTokens = 0
  /// The cost of the other answers, in 10^-12 US dollars.
  package var costPicoUSD: Int64 = 0

  package init() {}

  /// The account of one completion.
  init(of completion: LedgerCompletion) {
    self.init(
      promptTokens: completion.promptTokens ?? 0, completionTokens: completion.completionTokens,
      costPicoUSD: completion.costPicoUSD)
  }

  /// The account of one attempt: an attempt without usage had no answer and cost nothing.
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

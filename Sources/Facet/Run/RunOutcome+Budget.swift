internal import FacetConfiguration
internal import FacetModels
internal import FacetPlatform

extension RunOutcome.Account {
  /// The amounts that a session has paid so far.
  init(_ counters: RunCounters.Values, elapsed: Duration) {
    self.init(
      requests: counters.requestsSent, answers: counters.answersPaid,
      unpricedAnswers: counters.answersUnpriced,
      tokens: counters.promptTokens.adding(saturating: counters.completionTokens),
      cost: counters.cost,
      elapsed: elapsed)
  }

  /// The amounts that a session and those before it have paid.
  init(_ session: Self, after earlier: EarlierSessions) {
    self.init(
      requests: earlier.spent.requests + session.requests,
      answers: earlier.answers + session.answers,
      unpricedAnswers: earlier.unpricedAnswers + session.unpricedAnswers,
      tokens: earlier.spent.tokens.adding(saturating: session.tokens),
      cost: earlier.spent.cost + session.cost, elapsed: earlier.elapsed + session.elapsed)
  }
}

extension RunOutcome.BudgetUse {
  /// The state of a run's budget before it resumes; `nil` if it has none.
  init?(_ budget: Budget, after earlier: EarlierSessions) {
    if budget.isUnlimited { return nil }
    self.init(
      usd: budget.usd.flatMap { USDollars($0) }, tokens: budget.tokens,
      requests: budget.requests, duration: budget.duration,
      used: RunOutcome.Account(RunOutcome.Account(), after: earlier))
  }

  init(_ account: BudgetAccount, _ calibration: InputCalibration, used: RunOutcome.Account) {
    let limits = account.limits
    self.init(
      reached: account.exhaustion?.limit, usd: limits.cost, tokens: limits.tokens,
      requests: limits.requests, duration: limits.duration, used: used,
      inputEstimateError: calibration.error)
  }
}

extension BudgetAccount {
  /// Why no further request goes out, as a readable sentence.
  func words(for exhaustion: Exhaustion) -> String {
    let next = exhaustion.next
    switch exhaustion.limit {
    case .usd:
      let limit = limits.cost ?? .zero
      return
        "the budget of $\(limit) is used up: \(spent.cost.shortText) spent; "
        + "the next request could cost up to \(next.cost.shortText)"
    case .tokens:
      return "the budget of \(limits.tokens ?? 0) tokens is used up: \(spent.tokens) used; "
        + "the next request could take up to \(next.tokens)"
    case .requests:
      return "the budget of \(limits.requests ?? 0) requests is used up"
    case .duration:
      let seconds = (limits.duration ?? .zero) / .seconds(1)
      return "the budget of \(seconds.formattedSeconds) s is used up"
    }
  }
}

extension Double {
  /// A whole number is written without a fraction.
  fileprivate var formattedSeconds: String { Int(exactly: self).map(String.init) ?? "\(self)" }
}

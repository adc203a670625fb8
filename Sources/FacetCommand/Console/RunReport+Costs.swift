internal import Facet
internal import FacetModels
internal import FacetPlatform

extension RunReport {
  /// The cost of the answers, the payment, and the use of the budget; empty if no cost is known and
  /// there is no budget.
  static func costs(_ outcome: RunOutcome) -> [String] {
    var lines: [String] = []
    let unpriced = outcome.cost.unpricedModels
    if unpriced.isEmpty || outcome.cost.known > .zero {
      let gap = unpriced.isEmpty ? "" : " plus \(unpriced.joined(separator: ", ")) (no price)"
      lines.append("  cost: \(outcome.cost.known.shortText)\(gap); \(payment(outcome))")
    }
    if let budget = outcome.budget { lines.append("  " + text(budget)) }
    return lines
  }

  /// The cells whose prompt was not sent, and what that saved at the mean cost of an answer.
  static func contaminated(_ outcome: RunOutcome) -> String {
    let counts = outcome.counts
    return "  contaminated: \(Quantity.count(counts.contaminated, "cell")), not sent"
      + saving(of: counts.contaminated, outcome)
  }

  /// The results of a run with a goal, and what the cells that it did not need would have cost.
  static func text(_ goal: GoalOutcome, of outcome: RunOutcome) -> String {
    var line =
      "  \(goal.noun)s: \(Quantity.grouped(goal.found))"
      + (goal.isReached ? "" : " of \(Quantity.grouped(goal.wanted))")
      + " from \(Quantity.count(goal.groups, "prompt"))"
    if goal.unneeded > 0 {
      line +=
        "; \(Quantity.count(goal.unneeded, "completion")) not needed"
        + saving(of: goal.unneeded, outcome)
    }
    if !goal.isReached, outcome.counts.pending == 0 { line += "; the input has no more samples" }
    return line
  }

  /// What cells without a request saved at the mean cost of an answer.
  private static func saving(of cells: Int, _ outcome: RunOutcome) -> String {
    let (known, answered) = (outcome.cost.known, outcome.counts.answered)
    guard answered > 0, known > .zero else { return "" }
    let saved = USDollars(attodollars: known.attodollars / Int128(answered) * Int128(cells))
    return ", about \(saved.shortText) saved"
  }

  private static func payment(_ outcome: RunOutcome) -> String {
    if outcome.isRehearsal { return "nothing paid (rehearsal)" }
    let now = "paid in this session: \(amount(outcome.paid))"
    return outcome.paid.answers == outcome.paidInAll.answers
      ? now : now + ", in all sessions: \(amount(outcome.paidInAll))"
  }

  private static func amount(_ account: RunOutcome.Account) -> String {
    if account.answers == 0 { return "nothing" }
    return account.unpricedAnswers == 0
      ? account.cost.shortText
      : "\(account.cost.shortText) and \(Quantity.count(account.unpricedAnswers, "unpriced answer"))"
  }

  /// The used part of a budget.
  static func text(_ budget: RunOutcome.BudgetUse) -> String {
    var parts: [String] = []
    if let usd = budget.usd { parts.append("\(budget.used.cost.shortText) of $\(usd)") }
    if let tokens = budget.tokens {
      parts.append(
        "\(Quantity.grouped(budget.used.tokens)) of \(Quantity.count(tokens, "token"))")
    }
    if let requests = budget.requests {
      parts.append(
        "\(Quantity.grouped(budget.used.requests)) of \(Quantity.count(requests, "request"))")
    }
    if let duration = budget.duration {
      parts.append(
        "\(Quantity.duration(budget.used.elapsed)) of \(Quantity.duration(duration))")
    }
    var text = "budget: " + parts.joined(separator: ", ") + " used"
    if let excess = budget.excessCost { text += "; exceeded by \(excess.shortText)" }
    if budget.excessTokens > 0 {
      text += "; exceeded by \(Quantity.count(budget.excessTokens, "token"))"
    }
    if let error = budget.inputEstimateError {
      let percent = Int(clamping: error * 100)
      text +=
        "; prompts were \(percent.magnitude) % \(percent < 0 ? "below" : "above") the estimate"
    }
    return text
  }
}

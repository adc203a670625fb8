internal import FacetModels

/// Sums over the cells of a dataset.
struct DatasetTotals: Sendable {
  var cells = 0
  var byStatus: [CellOutcome.Status: Int] = [:]
  /// Failed cells that asking again may help.
  var failedForNow = 0
  var usage = TokenUsage()
  var reportedAnswers = 0
  var estimatedAnswers = 0
  /// Requests sent for the dataset's completions.
  var calls = 0
  /// Requests that ended without a completion.
  var failedCalls = 0
  /// Requests beyond the first of a step.
  var retriedCalls = 0
  var estimatedPromptTokens = 0
  /// What the answers of each model came to.
  var costs: [String: ModelCost] = [:]
  /// Answers by the provider's word for their end, if it is a word that is not known.
  var unknownReasons: [String: Int] = [:]

  /// What one model's answers came to.
  struct ModelCost: Sendable {
    /// Of the answers whose cost is known.
    var known = USDollars.zero
    /// What the provider itself said of them.
    var reported = USDollars.zero
    var unpricedAnswers = 0
    var reportedAnswers = 0
  }

  /// Adds one sample's cells.
  mutating func add(_ outcomes: [CellOutcome]) {
    for outcome in outcomes {
      cells += 1
      byStatus[outcome.status, default: 0] += 1
      if outcome.status == .failed, outcome.error?.isTransient == true { failedForNow += 1 }
      // The answers of a conversation that has not ended are not in the dataset.
      guard outcome.status != .pending else { continue }
      for step in outcome.steps where !step.isShared { add(step) }
    }
  }

  private mutating func add(_ step: StepRecord) {
    calls += step.attempts
    retriedCalls += max(0, step.attempts - 1)
    guard let answer = step.answer else {
      failedCalls += step.attempts
      return
    }
    failedCalls += step.attempts - 1
    usage += answer.usage
    if answer.finishReason == .unknown, let word = answer.rawFinishReason {
      unknownReasons[word, default: 0] += 1
    }
    costs[step.model, default: ModelCost()].add(answer)
    if answer.isUsageReported { reportedAnswers += 1 } else { estimatedAnswers += 1 }
  }

  /// `reported`, `estimated`, or `mixed` where both occur.
  var usageSource: String {
    switch (reportedAnswers, estimatedAnswers) {
    case (_, 0): "reported"
    case (0, _): "estimated"
    default: "mixed"
    }
  }

  /// What the answers came to.
  var cost: DatasetCost {
    var cost = DatasetCost()
    for (model, sum) in costs {
      cost.known += sum.known
      if sum.unpricedAnswers > 0 { cost.unpricedModels.append(model) }
    }
    cost.unpricedModels.sort()
    return cost
  }

  func count(_ status: CellOutcome.Status) -> Int { byStatus[status] ?? 0 }

  /// Cells that asked a model and have ended.
  var cellsThatEnded: Int { cells - count(.reference) - count(.pending) }
}

extension DatasetTotals.ModelCost {
  fileprivate mutating func add(_ answer: StepRecord.Answer) {
    if let cost = answer.cost { known += cost } else { unpricedAnswers += 1 }
    if let reported = answer.reportedCost {
      self.reported += reported
      reportedAnswers += 1
    }
  }
}

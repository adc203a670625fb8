internal import FacetModels

/// Sums over the cells of a dataset.
struct DatasetTotals: Sendable {
  var cells = 0
  var byStatus: [CellOutcome.Status: Int] = [:]
  /// Failed cells that a retry may answer.
  var failedForNow = 0
  var usage = TokenUsage()
  var reportedAnswers = 0
  var estimatedAnswers = 0
  /// Requests sent for the dataset's completions.
  var calls = 0
  /// Requests that ended without a completion.
  var failedCalls = 0
  /// Retries: requests beyond the first of a step.
  var retriedCalls = 0
  var estimatedPromptTokens = 0
  /// The totals of each model's answers.
  var costs: [String: ModelCost] = [:]
  /// Answers by finish reason, for unknown finish reasons only.
  var unknownReasons: [String: Int] = [:]

  /// The totals of one model's answers.
  struct ModelCost: Sendable {
    /// The total of the known costs.
    var known = USDollars.zero
    /// The costs that the provider reported.
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
      // Answers of an unfinished conversation are not in the dataset.
      guard outcome.status != .pending else { continue }
      for step in outcome.allRecords where !step.isShared { add(step) }
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

  /// `reported`, `estimated`, or `mixed` if both occur.
  var usageSource: String {
    switch (reportedAnswers, estimatedAnswers) {
    case (_, 0): "reported"
    case (0, _): "estimated"
    default: "mixed"
    }
  }

  /// The totals of the answers.
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

  /// Finished cells that asked a model.
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

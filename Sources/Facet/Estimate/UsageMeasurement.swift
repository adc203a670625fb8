internal import FacetLedger
internal import FacetModels

/// The reported and estimated usage of answers, used to calibrate an estimate.
struct UsageMeasurement: Sendable {
  /// One answer whose usage was reported.
  struct Answer: Sendable {
    var key: StepKey
    /// Its lane's name.
    var lane: String
    /// Estimated tokens of its prompt, by the lane's vocabulary.
    var estimatedPromptTokens: Int
    var usage: TokenUsage
  }

  struct Sums: Sendable {
    var answers = 0
    var estimatedPromptTokens = 0
    var usage = TokenUsage()

    mutating func add(_ answer: Answer) {
      answers += 1
      estimatedPromptTokens += answer.estimatedPromptTokens
      usage += answer.usage
    }

    /// The ratio of reported to estimated prompt tokens.
    var promptRatio: Double? {
      guard estimatedPromptTokens > 0, usage.promptTokens > 0 else { return nil }
      return Double(usage.promptTokens) / Double(estimatedPromptTokens)
    }

    var meanCompletion: Double? {
      answers > 0 ? Double(usage.completionTokens) / Double(answers) : nil
    }
  }

  private(set) var steps: [StepKey: Sums] = [:]
  private(set) var lanes: [String: Sums] = [:]
  private(set) var spreads: [String: SampleSpread] = [:]

  /// Adds the answers of one sample.
  mutating func add(_ answers: [Answer]) {
    var ofSample: [String: Sums] = [:]
    for answer in answers {
      steps[answer.key, default: Sums()].add(answer)
      lanes[answer.lane, default: Sums()].add(answer)
      ofSample[answer.lane, default: Sums()].add(answer)
    }
    for (lane, sums) in ofSample {
      spreads[lane, default: SampleSpread()].add(
        estimated: Double(sums.estimatedPromptTokens), reported: Double(sums.usage.promptTokens),
        completion: Double(sums.usage.completionTokens) / Double(sums.answers))
    }
  }
}

extension UsageMeasurement {
  /// Adds one sample's cells.
  mutating func add(_ outcomes: [CellOutcome], columns: [PlannedColumn]) {
    var answers: [Answer] = []
    for (outcome, column) in zip(outcomes, columns) {
      for step in outcome.allRecords {
        guard let answer = step.answer, answer.isUsageReported, !step.isShared else { continue }
        answers.append(
          Answer(
            key: StepKey(
              condition: column.perspective.label, name: step.name, model: step.model),
            lane: step.lane,
            estimatedPromptTokens: answer.estimatedPromptTokens, usage: answer.usage))
      }
    }
    if !answers.isEmpty { add(answers) }
  }

  /// The calibration that a ledger stores for later runs, by model.
  func calibrations(of lanes: [PlannedLane]) -> [LedgerCalibration] {
    lanes.compactMap { lane in
      guard let sums = self.lanes[lane.name] else { return nil }
      var calibration = LedgerCalibration(of: lane)
      calibration.reportedTokens = sums.usage.promptTokens
      calibration.estimatedTokens = sums.estimatedPromptTokens
      calibration.samples = sums.answers
      return calibration
    }
  }
}

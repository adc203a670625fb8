internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels

/// The conversations that a run has left, and those already in the ledger, counted over all samples
/// or a share of them.
struct ConversationTally: Sendable {
  /// The remaining conversations of one perspective, and the estimated tokens of their first
  /// requests.
  struct Left: Sendable {
    var conversations = RunEstimate.Bounds.zero
    var firstTokens = RunEstimate.Bounds.zero

    func times(_ share: RunEstimate.Bounds) -> Left {
      Left(conversations: conversations.times(share), firstTokens: firstTokens.times(share))
    }

    static func += (sum: inout Left, left: Left) {
      sum.conversations += left.conversations
      sum.firstTokens += left.firstTokens
    }
  }

  /// By the number of their requests already answered in the ledger.
  private(set) var left: [StepKey: [Int: Left]] = [:]
  private(set) var held: [StepKey: HeldCompletions.Sums] = [:]
  private(set) var measurement = UsageMeasurement()
  private(set) var samplesSeen = 0

  private let plan: RunPlan
  private let outlook: ConversationOutlook

  init(plan: RunPlan, outlook: ConversationOutlook) {
    self.plan = plan
    self.outlook = outlook
  }

  /// Counts the chosen samples.
  ///
  /// - Parameter asker: Answers from the store, and sends nothing; `nil` if nothing is stored.
  mutating func look(at choice: StratifiedChoice, asking asker: StepAsker?) async throws {
    var samples = try ChosenSamples(choice, of: plan)
    while let sample = try samples.next() {
      samplesSeen += 1
      let outcomes = await outcomes(of: sample, asking: asker)
      for (column, outcome) in zip(plan.columns, outcomes) { add(outcome, of: column, sample) }
      measurement.add(outcomes, columns: plan.columns)
    }
  }

  /// All cells of a sample at once, because some wait for others.
  private func outcomes(of sample: Sample, asking asker: StepAsker?) async -> [CellOutcome] {
    var outcomes = Array(repeating: CellOutcome.pending, count: plan.columns.count)
    guard let asker else { return outcomes }
    let runner = outlook.runner
    await withTaskGroup(of: (Int, CellOutcome).self) { group in
      for (index, column) in plan.columns.enumerated() {
        let cell = Cell(sample: sample, column: column, order: index)
        group.addTask { (index, await runner.outcome(of: cell, asking: asker)) }
      }
      for await (index, outcome) in group { outcomes[index] = outcome }
    }
    return outcomes
  }

  private mutating func add(_ outcome: CellOutcome, of column: PlannedColumn, _ sample: Sample) {
    guard let step = column.perspective.strategy else { return }
    let key = StepKey(step, of: column.perspective)
    switch outcome.status {
    case .unneeded, .reference: return
    case .pending:
      let begun = outcome.steps.count { $0.answer != nil }
      // A conversation once begun continues, because the answers that led to it are still stored.
      guard let least = begun > 0 ? 1 : outlook.need(sample, column).least else { break }
      let tokens = Double(firstTokens(of: step, sample))
      let bounds = RunEstimate.Bounds(low: least, expected: (least + 1) / 2, high: 1)
      left[key, default: [:]][begun, default: Left()] += Left(
        conversations: bounds,
        firstTokens: RunEstimate.Bounds(
          low: bounds.low * tokens, expected: bounds.expected * tokens, high: tokens))
    default: break
    }
    for case let answer? in outcome.steps.map(\.answer) {
      held[key, default: HeldCompletions.Sums()].add(
        answer.usage, estimated: answer.estimatedPromptTokens,
        price: plan.lanes[step.lane].price)
    }
    if outcome.status != .pending, outcome.steps.last?.wasUnasked == true {
      held[key, default: HeldCompletions.Sums()].failedCalls += 1
    }
  }

  /// Estimated tokens of a conversation's first request.
  private func firstTokens(of step: PlannedStep, _ sample: Sample) -> Int {
    var worded = sample
    for (name, text) in outlook.wording { worded.fields[name] = .string(text) }
    return step.promptSize.tokens(for: worded, data: plan.configuration.data)
      + outlook.declaredTokens
  }
}

extension ConversationOutlook.Need {
  /// The minimum number of these conversations; `nil` for none.
  fileprivate var least: Double? {
    switch self {
    case .always: 1
    case .perhaps: 0
    case .never: nil
    }
  }
}

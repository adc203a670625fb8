internal import FacetConfiguration
internal import FacetLedger
internal import FacetModels
internal import FacetScore

/// The answers of a run that are already in the ledger, looked up by fingerprint for all samples or
/// a share of them.
struct HeldCompletions: Sendable {
  /// A step of one perspective; several perspectives may have one condition.
  struct Place: Sendable, Hashable {
    /// The perspective's index.
    var perspective: Int
    var name: String
  }

  private(set) var steps: [Place: Sums] = [:]
  private(set) var measurement = UsageMeasurement()
  /// The number of samples looked up.
  private(set) var samplesSeen = 0

  private let plan: RunPlan
  private let ledger: Ledger
  private let reader: HeldReader
  private let comparisons: [PlannedComparisons]
  /// Steps to look up together.
  private var pending: [Pending] = []

  private struct Pending {
    var sample: Int
    var key: LedgerKey
    var step: StepKey
    var place: Place
    var lane: Int
    var estimated: Int
    /// Whether it is a turn after the first.
    var isRepair: Bool
  }

  /// Looked up in one batch: few queries, little memory.
  private static let batch = 4096

  init(plan: RunPlan, ledger: Ledger, generation: Int64) throws(LedgerError) {
    self.plan = plan
    self.ledger = ledger
    reader = try HeldReader(plan: plan, ledger: ledger, generation: generation)
    comparisons = PlannedComparisons.all(
      of: plan.configuration.scores, among: plan.perspectives)
  }

  /// Looks up the chosen samples.
  mutating func look(at choice: StratifiedChoice) throws {
    var samples = try ChosenSamples(choice, of: plan)
    while let sample = try samples.next() {
      samplesSeen += 1
      try look(at: sample)
      if pending.count >= Self.batch { try lookUp() }
    }
    try lookUp()
  }

  private mutating func look(at sample: Sample) throws {
    var read: [LedgerKey: HeldReader.Earlier] = [:]
    var responses: [Response] = []
    for column in plan.columns {
      responses.append(try response(to: sample, in: column, &read))
    }
    for comparisons in comparisons where isScored(sample, by: comparisons.scorer) {
      try look(at: comparisons, responses, sample)
    }
  }

  /// The stored state of a cell's response.
  private enum Response {
    case held(ShownResponse)
    /// It will not exist, or not be judged.
    case never
    /// It cannot be asked for, because a prompt needs what the sample lacks.
    case unasked
    case open
  }

  /// Looks up the steps of a cell and the judges of its response.
  private mutating func response(
    to sample: Sample, in column: PlannedColumn, _ read: inout [LedgerKey: HeldReader.Earlier]
  ) throws -> Response {
    var answers: [StepText] = []
    var fingerprints: [Fingerprint] = []
    for step in column.perspective.steps {
      guard
        let asked = reader.asked(
          step, sample, column, answers, previous: step.place.previous.map { fingerprints[$0] })
      else { return .unasked }
      let known = read[asked.key]
      if step.place.isLast || known == nil { add(asked, column, step, sample) }
      // Nothing else depends on a last answer that nobody judges.
      if step.place.isLast, column.perspective.judges.isEmpty, !step.isRepaired { return .open }
      let earlier = try known ?? look(at: asked, step, column, sample)
      read[asked.key] = earlier
      switch earlier {
      case .answered(let text, let fingerprint):
        guard step.place.isLast else {
          answers.append(text)
          fingerprints.append(fingerprint)
          continue
        }
        let shown = ShownResponse(text: text, fingerprint: fingerprint)
        try lookAtJudges(of: shown, column, sample, answers)
        return .held(shown)
      case .failed, .ended:
        let isFailure = if case .failed = earlier { true } else { false }
        addUnsent(after: step, of: column, sample, answers, isFailure: isFailure)
        return .never
      case .open: return .open
      }
    }
    return .never
  }

  /// Reads what a step came to, and looks up the turns after its first.
  private mutating func look(
    at asked: HeldReader.Asked, _ step: PlannedStep, _ column: PlannedColumn, _ sample: Sample
  ) throws -> HeldReader.Earlier {
    var repairs: [HeldReader.Asked] = []
    let earlier = try reader.earlier(asked, step, &repairs)
    for repair in repairs { add(repair, column, step, sample, isRepair: true) }
    return earlier
  }

  /// Looks up the judges of a stored response.
  private mutating func lookAtJudges(
    of shown: ShownResponse, _ column: PlannedColumn, _ sample: Sample, _ answers: [StepText]
  ) throws {
    for judge in column.perspective.judges
    where !judge.isPairwise && isScored(sample, by: judge.scorer) {
      guard
        let verdict = reader.asked(
          judge.step, sample, column, answers + [shown.text], previous: shown.fingerprint)
      else { continue }
      add(verdict, column, judge.step, sample)
      _ = try look(at: verdict, judge.step, column, sample)
    }
  }

  /// Looks up the comparisons of a sample's responses.
  private mutating func look(
    at comparisons: PlannedComparisons, _ responses: [Response], _ sample: Sample
  ) throws {
    var asked: Set<LedgerKey> = []
    for pair in comparisons.groups.flatMap(Tournament.pairs) {
      let column = plan.columns[pair.owner]
      guard let judge = column.perspective.judge(of: comparisons.scorer) else { continue }
      var orders: [[Int]] = []
      switch (responses[pair.one], responses[pair.other], responses[pair.owner]) {
      case (_, _, .unasked), (.open, _, _), (_, .open, _): continue
      case (.held(let one), .held(let other), _):
        orders = comparisons.orders(of: pair, one, other)
      default: break
      }
      var unsent = comparisons.callsPerPair - orders.count
      for order in orders {
        let shown = order.compactMap { place in
          if case .held(let shown) = responses[place] { shown } else { nil }
        }
        guard
          let verdict = reader.asked(
            judge.step, sample, plan.columns[order[0]], shown.map(\.text),
            previous: shown.first?.fingerprint)
        else { continue }
        // Responses of the same text make the same request.
        guard asked.insert(verdict.key).inserted else {
          unsent += 1
          continue
        }
        add(verdict, column, judge.step, sample)
        _ = try look(at: verdict, judge.step, column, sample)
      }
      for _ in 0..<unsent {
        steps[Place(judge.step, of: column.perspective), default: Sums()].addUnsent(
          isFailure: false,
          estimated: judge.step.promptSize.tokens(for: sample, data: reader.renderer.data))
      }
    }
  }

  private func isScored(_ sample: Sample, by scorer: Int) -> Bool {
    let data = plan.configuration.data
    return plan.configuration.scores[scorer].applies(toFields: { sample.value(of: $0, data: data) })
  }

  /// Counts the steps and judges that are not asked after a step.
  private mutating func addUnsent(
    after last: PlannedStep, of column: PlannedColumn, _ sample: Sample, _ answers: [StepText],
    isFailure: Bool
  ) {
    let judges = column.perspective.judges.filter {
      !$0.isPairwise && isScored(sample, by: $0.scorer)
    }
    for step in column.perspective.steps.suffix(last.place.stepsAfter) + judges.map(\.step) {
      // What other completions share is counted for the first of them.
      guard step.place.isPerCompletion || column.completion == 0 else { continue }
      steps[Place(step, of: column.perspective), default: Sums()].addUnsent(
        isFailure: isFailure,
        estimated: step.promptSize.tokens(
          for: sample, answers: answers, data: reader.renderer.data))
    }
  }

  private mutating func add(
    _ asked: HeldReader.Asked, _ column: PlannedColumn, _ step: PlannedStep, _ sample: Sample,
    isRepair: Bool = false
  ) {
    pending.append(
      Pending(
        sample: sample.index, key: asked.key,
        step: StepKey(step, of: column.perspective), place: Place(step, of: column.perspective),
        lane: step.lane, estimated: asked.request.estimatedPromptTokens, isRepair: isRepair))
  }

  private mutating func lookUp() throws {
    let found = try ledger.usage(of: pending.map(\.key))
    let failed = try reader.failedForGood(pending.map(\.key).filter { found[$0] == nil })
    var answers: [UsageMeasurement.Answer] = []
    var sample: Int?
    for step in pending {
      if step.sample != sample {
        measurement.add(answers)
        answers = []
        sample = step.sample
      }
      guard let stored = found[step.key] else {
        if failed.contains(step.key), !step.isRepair {
          steps[step.place, default: Sums()].addUnsent(
            isFailure: true, estimated: step.estimated)
        }
        continue
      }
      let usage = TokenUsage(
        promptTokens: stored.promptTokens ?? 0, cachedTokens: stored.cachedTokens ?? 0,
        cacheWriteTokens: stored.cacheWriteTokens ?? 0,
        completionTokens: stored.completionTokens ?? 0,
        reasoningTokens: stored.reasoningTokens ?? 0)
      let lane = plan.lanes[step.lane]
      if step.isRepair {
        steps[step.place, default: Sums()].addRepair(usage, price: lane.price)
      } else {
        steps[step.place, default: Sums()].add(
          usage, estimated: step.estimated, price: lane.price)
      }
      guard stored.isReported else { continue }
      answers.append(
        UsageMeasurement.Answer(
          key: step.step, lane: lane.name, estimatedPromptTokens: step.estimated, usage: usage))
    }
    measurement.add(answers)
    pending = []
  }
}

extension HeldCompletions.Place {
  init(_ step: PlannedStep, of perspective: PlannedPerspective) {
    self.init(perspective: perspective.index, name: step.name)
  }
}

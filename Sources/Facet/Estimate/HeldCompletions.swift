internal import FacetConfiguration
internal import FacetHTTP
internal import FacetLedger
internal import FacetModels
internal import FacetPlatform

/// The answers of a run that are already in the ledger, looked up by fingerprint for all samples or
/// a share of them.
struct HeldCompletions: Sendable {
  /// The stored answers of one step.
  struct Sums: Sendable {
    var calls = 0
    var estimatedPromptTokens = 0.0
    var usage = TokenUsage()
    /// `nil` if the price is unknown.
    var cost: USDollars? = .zero
    /// Requests that failed for good, including those that would have followed them.
    var failedCalls = 0
    var failedPromptTokens = 0.0
  }

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
  private let generation: Int64
  private let renderer: PromptRenderer
  /// Whether failures in the ledger prevent requests.
  private let heedsFailures: Bool
  /// Steps to look up together.
  private var pending: [Pending] = []

  private struct Pending {
    var sample: Int
    var key: LedgerKey
    var step: StepKey
    var place: Place
    var lane: Int
    var estimated: Int
  }

  /// Looked up in one batch: few queries, little memory.
  private static let batch = 4096

  init(plan: RunPlan, ledger: Ledger, generation: Int64) throws(LedgerError) {
    self.plan = plan
    self.ledger = ledger
    self.generation = generation
    heedsFailures = plan.options.retryFailed == .all ? false : try ledger.hasFailures()
    renderer = PromptRenderer(
      layout: plan.configuration.promptLayout, data: plan.configuration.data)
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
    var read: [LedgerKey: Earlier] = [:]
    for column in plan.columns {
      var answers: [StepText] = []
      var fingerprints: [Fingerprint] = []
      for step in column.perspective.steps {
        guard
          let asked = asked(
            step, sample, column, answers,
            previous: step.place.previous.map { fingerprints[$0] })
        else { break }
        guard !step.place.isLast else {
          add(asked, column, step, sample)
          try lookAtJudges(of: asked, column, step, sample, answers)
          break
        }
        let earlier: Earlier
        if let known = read[asked.key] {
          earlier = known
        } else {
          earlier = try self.earlier(asked, step)
          read[asked.key] = earlier
          add(asked, column, step, sample)
        }
        if case .failed = earlier {
          addFailures(after: step, of: column, sample, answers)
          break
        }
        guard case .answered(let text, let fingerprint) = earlier else { break }
        answers.append(text)
        fingerprints.append(fingerprint)
      }
    }
  }

  /// Looks up the judges of a response that is stored.
  private mutating func lookAtJudges(
    of asked: Asked, _ column: PlannedColumn, _ step: PlannedStep, _ sample: Sample,
    _ answers: [StepText]
  ) throws {
    guard !column.perspective.judges.isEmpty,
      case .answered(let text, let fingerprint) = try earlier(asked, step)
    else { return }
    for judge in column.perspective.judges {
      guard
        let verdict = self.asked(
          judge.step, sample, column, answers + [text], previous: fingerprint)
      else { continue }
      add(verdict, column, judge.step, sample)
    }
  }

  /// Counts the steps that a failed one prevents.
  private mutating func addFailures(
    after failed: PlannedStep, of column: PlannedColumn, _ sample: Sample, _ answers: [StepText]
  ) {
    for step in column.perspective.steps.suffix(failed.place.stepsAfter) {
      // What other completions share is counted for the first of them.
      guard step.place.isPerCompletion || column.completion == 0 else { continue }
      steps[Place(step, of: column.perspective), default: Sums()].addFailure(
        estimated: step.promptSize.tokens(for: sample, answers: answers, data: renderer.data))
    }
  }

  private mutating func add(
    _ asked: Asked, _ column: PlannedColumn, _ step: PlannedStep, _ sample: Sample
  ) {
    pending.append(
      Pending(
        sample: sample.index, key: asked.key,
        step: StepKey(step, of: column.perspective), place: Place(step, of: column.perspective),
        lane: step.lane, estimated: asked.estimated))
  }

  private struct Asked {
    var key: LedgerKey
    var fingerprint: Fingerprint
    var request: StepRequest
    var estimated: Int
  }

  /// `nil` if the prompt cannot be rendered for the sample.
  private func asked(
    _ step: PlannedStep, _ sample: Sample, _ column: PlannedColumn, _ answers: [StepText],
    previous: Fingerprint?
  ) -> Asked? {
    guard let rendered = try? renderer.messages(of: step, sample: sample, answers: answers) else {
      return nil
    }
    let lane = plan.lanes[step.lane]
    let request = StepRequest(step, of: column, sample: sample, rendered, previous: previous)
    let fingerprint = request.fingerprint(at: lane, replicate: plan.options.replicate)
    return Asked(
      key: LedgerKey(fingerprint: fingerprint.digest, generation: generation),
      fingerprint: fingerprint, request: request, estimated: rendered.estimatedTokens)
  }

  /// The stored state of a step that others depend on.
  private enum Earlier {
    /// Its answer, and the fingerprint of the turn that gave it.
    case answered(StepText, Fingerprint)
    /// It failed for good, so the steps after it are not sent.
    case failed
    case open
  }

  private func earlier(_ asked: Asked, _ step: PlannedStep) throws -> Earlier {
    let lane = plan.lanes[step.lane]
    var request = asked.request
    while true {
      let fingerprint = request.fingerprint(at: lane, replicate: plan.options.replicate)
      let key = LedgerKey(fingerprint: fingerprint.digest, generation: generation)
      guard let stored = try ledger.completion(for: key) else {
        return try failedForGood([key]).isEmpty ? .open : .failed
      }
      let response = HTTPResponse(status: 200, headers: [:], body: stored.body)
      let completion = try? lane.endpoint.wireFormat.completion(
        of: response, at: lane.endpoint, now: .zero)
      guard let completion else { return .open }
      guard let schema = step.schema else {
        return .answered(StepText(completion.text(as: step)), fingerprint)
      }
      let reply = StructuredReply(completion, to: request, fingerprint, of: step, schema)
      switch reply.consequence {
      case .answer(let text): return .answered(text, fingerprint)
      case .again(let next): request = next
      case .failure: return .failed
      }
    }
  }

  /// The keys whose requests failed and would not be retried by the run.
  private func failedForGood(_ keys: [LedgerKey]) throws(LedgerError) -> Set<LedgerKey> {
    guard heedsFailures else { return [] }
    let retriesTransient = plan.options.retryFailed == .transient
    return Set(
      try ledger.failures(for: keys).filter { !retriesTransient || !$0.value.isTransient }.keys)
  }

  private mutating func lookUp() throws {
    let found = try ledger.usage(of: pending.map(\.key))
    let failed = try failedForGood(pending.map(\.key).filter { found[$0] == nil })
    var answers: [UsageMeasurement.Answer] = []
    var sample: Int?
    for step in pending {
      if step.sample != sample {
        measurement.add(answers)
        answers = []
        sample = step.sample
      }
      guard let stored = found[step.key] else {
        if failed.contains(step.key) {
          steps[step.place, default: Sums()].addFailure(estimated: step.estimated)
        }
        continue
      }
      let usage = TokenUsage(
        promptTokens: stored.promptTokens ?? 0, cachedTokens: stored.cachedTokens ?? 0,
        cacheWriteTokens: stored.cacheWriteTokens ?? 0,
        completionTokens: stored.completionTokens ?? 0,
        reasoningTokens: stored.reasoningTokens ?? 0)
      let lane = plan.lanes[step.lane]
      steps[step.place, default: Sums()].add(usage, estimated: step.estimated, price: lane.price)
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

extension HeldCompletions.Sums {
  fileprivate mutating func addFailure(estimated: Int) {
    failedCalls += 1
    failedPromptTokens += Double(estimated)
  }

  mutating func add(_ usage: TokenUsage, estimated: Int, price: ModelPrice?) {
    calls += 1
    estimatedPromptTokens += Double(estimated)
    self.usage += usage
    cost = cost.flatMap { sum in price.map { sum + $0.cost(of: usage) } }
  }
}

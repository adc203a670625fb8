internal import FacetConfiguration
internal import FacetHTTP
internal import FacetModels
internal import FacetPlatform
internal import FacetScore

/// Turns a configuration and options into a ``RunPlan``: every decision before the first request.
struct Planner {
  let configuration: TaskConfiguration
  let options: RunOptions

  /// The number of perspectives in a test, not counting the prepended reference.
  static let testPerspectives = 4
  /// The number of samples in a test.
  static let testSamples = 10

  /// - Throws: ``PlanError`` with every mistake found.
  func plan() throws(PlanError) -> RunPlan {
    let start = options.collection?.start ?? .now
    try checkOutput()
    let trustedRoots = try self.trustedRoots()
    var lanes = LaneTable(
      limits: configuration.limits, retry: configuration.retry, options: options)
    let perspectives = try self.perspectives(&lanes)
    let mistakes = lanes.mistakes + unpricedModels(lanes.lanes)
    guard mistakes.isEmpty else {
      throw PlanError(mistakes.map { "\(configuration.path): error: \($0)" })
    }
    try checkScores()
    let input = try InputPlanner(configuration: configuration, options: options)
      .input(perspectives: perspectives)
    var plan = RunPlan(
      configuration: configuration, options: options, perspectives: perspectives,
      columns: columns(of: perspectives), lanes: lanes.lanes,
      endpointSlots: lanes.endpointSlots, input: input,
      output: OutputLocation(
        output: options.output, configuration: configuration, start: start,
        isTest: options.isTest, replicate: options.replicate,
        isRehearsal: options.rehearsal != nil),
      ledgerPath: ledgerPath, start: start)
    plan.trustedRoots = trustedRoots
    return plan.placed()
  }

  /// Refuses scores that need a program which this machine lacks; inspecting a plan needs none.
  private func checkScores() throws(PlanError) {
    guard options.requiresKeys else { return }
    let missing = Scorecard(configuration.scores, agree: options.answersAgree).missingPrograms
    guard missing.isEmpty else {
      throw PlanError(missing.map { "\(configuration.path): error: \($0)" })
    }
  }

  /// The root certificates of a plan that may send requests to a provider.
  private func trustedRoots() throws(PlanError) -> TrustedRoots {
    guard options.rehearsal == nil || options.caFile != nil else { return TrustedRoots() }
    do {
      return try TrustedRoots(file: options.caFile, environment: options.environment)
    } catch {
      throw PlanError(["error: \(error)"])
    }
  }

  private var ledgerPath: String? {
    guard options.usesLedger else { return nil }
    if let path = options.ledgerPath { return path }
    if let path = options.environment["FACET_LEDGER"], !path.isEmpty { return path }
    return OutputLocation.folder(of: configuration) + "/ledger.sqlite"
  }

  /// One sentence for each model whose price is unknown but needed by a budget.
  private func unpricedModels(_ lanes: [PlannedLane]) -> [String] {
    guard configuration.budget.usd != nil else { return [] }
    return lanes.filter { $0.price == nil }.map { lane in
      "a budget in dollars needs the price of '\(lane.model)'; give its model configuration a "
        + "'price' in US dollars per million tokens, such as {\"input\": 0.5, \"output\": 1.5}, "
        + "or limit tokens or requests instead"
    }
  }

  private func checkOutput() throws(PlanError) {
    guard let output = options.output else { return }
    guard output.hasSuffix(".json") || output.hasSuffix(".jsonl") else {
      throw PlanError([
        "error: '\(output)' must end in '.json' for a dataset or '.jsonl' for rows"
      ])
    }
    if output.hasSuffix(".jsonl"), !options.usesLedger, FileSystem.size(of: output) ?? 0 > 0 {
      throw PlanError([
        "error: '\(output)' holds rows that cannot be rebuilt without a ledger; name another file"
      ])
    }
    guard !FileSystem.isDirectory(output) else {
      throw PlanError(["error: '\(output)' is a folder; name a file in it"])
    }
  }

  private func perspectives(_ lanes: inout LaneTable) throws(PlanError) -> [PlannedPerspective] {
    var declared = configuration.perspectives
    if options.isTest { declared = Array(declared.prefix(Self.testPerspectives)) }
    if !options.perspectives.isEmpty { declared = try selected(from: declared) }
    var planned: [PlannedPerspective] = []
    if configuration.addReferences {
      planned.append(
        PlannedPerspective(index: 0, condition: "Reference", completions: 1, draw: 0))
    }
    for perspective in declared {
      let places = PlannedStep.places(in: perspective)
      let steps = zip(perspective.steps, places).compactMap { step($0, at: $1, lanes: &lanes) }
      // Counted over the whole list, so that a selection does not change the draws.
      let draw = configuration.perspectives.prefix { $0.location != perspective.location }
        .count { $0.asksTheSame(as: perspective) }
      planned.append(
        PlannedPerspective(
          index: planned.count, condition: perspective.condition, steps: steps,
          judges: judges(of: perspective, lanes: &lanes), completions: perspective.completions,
          draw: draw, declaration: perspective))
    }
    return PrefixGroups(
      layout: configuration.promptLayout, lanes: lanes.lanes, prices: options.prices
    ).grouped(SharedStepGroups.grouped(planned))
  }

  private func judges(of perspective: Perspective, lanes: inout LaneTable) -> [PlannedJudge] {
    configuration.scores.enumerated().compactMap { index, scorer in
      guard case .judge(let rule) = scorer.kind,
        scorer.applies(toPerspective: perspective.condition)
      else { return nil }
      let place = PlannedStep.Place(
        stepsAfter: 0, previous: perspective.steps.count - 1, isPerCompletion: true,
        seesCompletions: true)
      return step(
        PerspectiveStep(judge: rule, named: scorer.name, after: perspective), at: place,
        lanes: &lanes
      ).map { PlannedJudge(scorer: index, step: $0) }
    }
  }

  private func selected(from declared: [Perspective]) throws(PlanError) -> [Perspective] {
    let patterns = options.perspectives.map { (text: $0, glob: GlobPattern($0)) }
    for (text, glob) in patterns where !declared.contains(where: { glob.matches($0.condition) }) {
      let names = declared.map { "'\($0.condition)'" }.joined(separator: ", ")
      throw PlanError(["error: no perspective is named '\(text)'; the perspectives are \(names)"])
    }
    return declared.filter { perspective in
      patterns.contains { $0.glob.matches(perspective.condition) }
    }
  }

  private func step(
    _ step: PerspectiveStep, at place: PlannedStep.Place, lanes: inout LaneTable
  ) -> PlannedStep? {
    // The address from the options applies to the top-level model wherever it is used.
    let isTopLevel =
      step.model.modelName == configuration.model.modelName
      && step.model.apiProvider == configuration.model.apiProvider
      && step.model.baseURLs == configuration.model.baseURLs
    guard let (lane, wireName) = lanes.lane(for: step.model, isTopLevel: isTopLevel) else {
      return nil
    }
    return PlannedStep(
      step, wireModel: wireName, lane: lane, place: place,
      promptSize: PromptSize(
        prompt: step.prompt, system: step.system, schema: step.schema,
        layout: configuration.promptLayout,
        vocabulary: TokenEstimator.Vocabulary(model: wireName)))
  }

  private func columns(of perspectives: [PlannedPerspective]) -> [PlannedColumn] {
    var columns: [PlannedColumn] = []
    for perspective in perspectives {
      for completion in 0..<perspective.completions {
        columns.append(
          PlannedColumn(
            index: columns.count, perspective: perspective, completion: completion))
      }
    }
    return columns
  }
}

extension PlannedStep {
  /// The place of each step of a perspective.
  static func places(in perspective: Perspective) -> [Place] {
    var places: [Place] = []
    for (index, step) in perspective.steps.enumerated() {
      let shown = step.shownSteps
      let seesCompletions = shown.contains { places[$0].isPerCompletion }
      let stepsAfter = perspective.steps.count - 1 - index
      places.append(
        Place(
          stepsAfter: stepsAfter,
          // A strategy belongs to its reading even if its template does not show the notes.
          previous: perspective.isPair ? (index > 0 ? index - 1 : nil) : shown.max(),
          isPerCompletion: stepsAfter == 0 || step.isPerCompletion || seesCompletions,
          seesCompletions: seesCompletions))
    }
    return places
  }
}

extension Perspective {
  /// Whether two perspectives send the same requests for every sample, regardless of their labels.
  fileprivate func asksTheSame(as other: Perspective) -> Bool {
    steps.count == other.steps.count
      && zip(steps, other.steps).allSatisfy { $0.asksTheSame(as: $1) }
  }
}

extension PerspectiveStep {
  fileprivate func asksTheSame(as other: PerspectiveStep) -> Bool {
    prompt.asksTheSame(as: other.prompt)
      && (system?.text == other.system?.text && system?.stepNames == other.system?.stepNames)
      && model.modelName == other.model.modelName && model.apiProvider == other.model.apiProvider
      && model.baseURLs == other.model.baseURLs && model.endpointID == other.model.endpointID
      && model.options == other.model.options && model.extraBody == other.model.extraBody
      && schema?.format == other.schema?.format
  }
}

extension Prompt {
  fileprivate func asksTheSame(as other: Prompt) -> Bool {
    text == other.text && isTemplate == other.isTemplate && stepNames == other.stepNames
      && subject == other.subject
  }
}

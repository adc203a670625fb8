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
    if options.baseURL != nil, configuration.models.count > 1 {
      throw PlanError([
        "error: '--base-url' is the address of one model; name the model with '--model'"
      ])
    }
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
    // Draws are counted over the whole list, so that a selection does not change them.
    let all = configuration.perspectives.map {
      PerspectiveVariant.variants(of: $0, models: configuration.models)
    }
    let flat = all.flatMap { $0 }
    let draws = flat.indices.map { index in
      flat[..<index].count { $0.asksTheSame(as: flat[index]) }
    }
    let declared = all.prefix(options.isTest ? Self.testPerspectives : .max).flatMap { $0 }
    var planned: [PlannedPerspective] = []
    if configuration.addReferences {
      planned.append(
        PlannedPerspective(index: 0, condition: "Reference", completions: 1, draw: 0))
    }
    for (variant, draw) in try selected(from: Array(zip(declared, draws))) {
      let perspective = variant.perspective
      let places = PlannedStep.places(in: perspective)
      let steps = zip(perspective.steps, places).compactMap {
        step($0, at: $1, of: perspective, lanes: &lanes)
      }
      planned.append(
        PlannedPerspective(
          index: planned.count, condition: perspective.condition, modelLabel: variant.modelLabel,
          steps: steps, judges: judges(of: perspective, lanes: &lanes),
          completions: perspective.completions, draw: draw, declaration: perspective))
    }
    for comparisons in PlannedComparisons.all(of: configuration.scores, among: planned) {
      for index in planned.indices { planned[index].count(comparisons) }
    }
    return PrefixGroups(
      layout: configuration.promptLayout,
      hasConversations: configuration.data.messagesField != nil, lanes: lanes.lanes,
      prices: options.prices
    ).grouped(SharedStepGroups.grouped(planned))
  }

  private func judges(of perspective: Perspective, lanes: inout LaneTable) -> [PlannedJudge] {
    configuration.scores.enumerated().compactMap { index, scorer in
      guard let question = scorer.kind.question,
        scorer.applies(toPerspective: perspective.condition)
      else { return nil }
      let declared =
        scorer.isPairwise
        ? PerspectiveStep(comparing: question, named: scorer.name)
        : PerspectiveStep(judge: question, named: scorer.name, after: perspective)
      let place = PlannedStep.Place(
        stepsAfter: 0, previous: scorer.isPairwise ? 0 : perspective.steps.count - 1,
        isPerCompletion: true, seesCompletions: true)
      return step(declared, at: place, of: perspective, lanes: &lanes).map {
        PlannedJudge(
          scorer: index, step: $0, isPairwise: scorer.isPairwise,
          condition: scorer.conditionName, callsPerSample: perspective.completions)
      }
    }
  }

  private func selected(
    from declared: [(PerspectiveVariant, draw: Int)]
  ) throws(PlanError) -> [(PerspectiveVariant, draw: Int)] {
    guard !options.perspectives.isEmpty else { return declared }
    let patterns = options.perspectives.map { (text: $0, glob: GlobPattern($0)) }
    for (text, glob) in patterns where !declared.contains(where: { $0.0.matches(glob) }) {
      var names: [String] = []
      for (variant, _) in declared where !names.contains("'\(variant.perspective.condition)'") {
        names.append("'\(variant.perspective.condition)'")
      }
      throw PlanError([
        "error: no perspective is named '\(text)'; the perspectives are "
          + names.joined(separator: ", ")
      ])
    }
    return declared.filter { variant, _ in patterns.contains { variant.matches($0.glob) } }
  }

  private func step(
    _ step: PerspectiveStep, at place: PlannedStep.Place, of perspective: Perspective,
    lanes: inout LaneTable
  ) -> PlannedStep? {
    // The address from the options applies to the top-level model wherever it is used.
    let isTopLevel =
      step.model.modelName == configuration.model.modelName
      && step.model.apiProvider == configuration.model.apiProvider
      && step.model.baseURLs == configuration.model.baseURLs
    // A run that only scores asks judges alone.
    let isJudge = step.name.hasPrefix(PerspectiveStep.judgePrefix)
    guard
      let (lane, wireName) = lanes.lane(
        for: step.model, isTopLevel: isTopLevel, isAsked: isJudge || !options.usesOnlyLedger)
    else { return nil }
    let opening = PlannedMessage.messages(of: step, layout: configuration.promptLayout)
    return PlannedStep(
      step, continues: perspective.continues && !isJudge, opening: opening, wireModel: wireName,
      lane: lane, place: place,
      promptSize: PromptSize(
        prompt: step.prompt, system: step.system, opening: opening, schema: step.schema,
        earlier: perspective.steps.map(\.schema), layout: configuration.promptLayout,
        hasConversations: configuration.data.messagesField != nil,
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

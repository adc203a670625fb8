internal import FacetConfiguration
internal import FacetHTTP
internal import FacetModels
internal import FacetPlatform

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
      let reading = perspective.reading.flatMap {
        step(.reading, $0, of: perspective, lanes: &lanes)
      }
      let strategy = step(.strategy, perspective.strategy, of: perspective, lanes: &lanes)
      // Counted over the whole list, so that a selection does not change the draws.
      let draw = configuration.perspectives.prefix { $0.location != perspective.location }
        .count { $0.asksTheSame(as: perspective) }
      planned.append(
        PlannedPerspective(
          index: planned.count, condition: perspective.condition, reading: reading,
          strategy: strategy, completions: perspective.completions, draw: draw,
          declaration: perspective))
    }
    return PrefixGroups(
      layout: configuration.promptLayout, lanes: lanes.lanes, prices: options.prices
    ).grouped(Self.withUses(planned))
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
    _ kind: PlannedStep.Kind, _ step: PerspectiveStep, of perspective: Perspective,
    lanes: inout LaneTable
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
      kind: kind, prompt: step.prompt, system: perspective.system, model: step.model,
      wireModel: wireName, lane: lane,
      promptSize: PromptSize(
        prompt: step.prompt, system: perspective.system, layout: configuration.promptLayout,
        vocabulary: TokenEstimator.Vocabulary(model: wireName)))
  }

  /// Counts for each reading the cells of a sample that share its result: all completions of its
  /// perspective, and those of other perspectives with the same reading.
  private static func withUses(_ planned: [PlannedPerspective]) -> [PlannedPerspective] {
    planned.map { perspective in
      var perspective = perspective
      guard let reading = perspective.reading else { return perspective }
      let uses = planned.reduce(0) { uses, other in
        guard let theirs = other.reading, theirs.asksTheSame(as: reading),
          other.draw == perspective.draw
        else { return uses }
        return uses + other.completions
      }
      perspective.reading = reading.shared(by: uses)
      return perspective
    }
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

extension PlannedPerspective {
  /// The prompts whose names must be fields of the samples.
  var prompts: [(prompt: Prompt, hasNotes: Bool)] {
    var prompts: [(prompt: Prompt, hasNotes: Bool)] = []
    if let reading { prompts.append((reading.prompt, false)) }
    if let strategy {
      prompts.append((strategy.prompt, reading != nil))
      if let system = strategy.system { prompts.append((system, false)) }
    }
    return prompts
  }
}

extension Perspective {
  /// Whether two perspectives send the same requests for every sample, regardless of their labels.
  fileprivate func asksTheSame(as other: Perspective) -> Bool {
    guard system?.text == other.system?.text, strategy.asksTheSame(as: other.strategy) else {
      return false
    }
    switch (reading, other.reading) {
    case (nil, nil): return true
    case (let reading?, let theirs?): return reading.asksTheSame(as: theirs)
    default: return false
    }
  }
}

extension PerspectiveStep {
  fileprivate func asksTheSame(as other: PerspectiveStep) -> Bool {
    prompt.text == other.prompt.text && prompt.isTemplate == other.prompt.isTemplate
      && model.modelName == other.model.modelName && model.apiProvider == other.model.apiProvider
      && model.baseURLs == other.model.baseURLs && model.endpointID == other.model.endpointID
      && model.options == other.model.options && model.extraBody == other.model.extraBody
  }
}

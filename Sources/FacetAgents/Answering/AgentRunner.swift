internal import Facet
internal import FacetBox
internal import FacetConfiguration
internal import FacetConversation
internal import FacetJSON
internal import FacetModels
internal import FacetTasks

/// Answers a cell with a trial of its agent at its task; the product is its ``TrialRecord``.
struct AgentRunner: CellRunner {
  /// `nil` to look only at what is stored.
  let workplaces: (any Workplaces)?
  /// Makes the boxes' images: a trial on another base or with other network is another trial. `nil`
  /// for workplaces without boxes.
  let builder: ImageBuilder?
  let renderer: PromptRenderer
  private let modes: [CodeToolChoice: CodeModes]

  init(workplaces: (any Workplaces)?, builder: ImageBuilder?, renderer: PromptRenderer) {
    self.workplaces = workplaces
    self.builder = builder
    self.renderer = renderer
    modes = Dictionary(
      uniqueKeysWithValues: CodeToolChoice.allCases.map { ($0, CodeModes($0)) })
  }

  func outcome(of cell: Cell, asking asker: StepAsker) async -> CellOutcome {
    guard let step = cell.column.perspective.strategy,
      let rules = cell.column.perspective.declaration?.agent, let modes = modes[rules.codeTool]
    else { return .pending }
    guard let row = TaskRow(fields: cell.sample.fields) else {
      return Self.unasked(
        CellError(ModelError(.invalidRequest, "the input is not a list of tasks")),
        asker.unaskedRecord(of: step))
    }
    let task: TaskDirectory
    do throws(TaskDirectory.Flaw) {
      task = try TaskDirectory(path: row.path)
    } catch {
      return Self.unasked(
        CellError(ModelError(.invalidRequest, "\(row.path): \(error)")),
        asker.unaskedRecord(of: step))
    }
    let surroundings = builder?.surroundings(of: task) ?? ""
    var mode = modes.first(onLane: step.lane)
    while true {
      var sample = cell.sample
      sample.fields["code_instructions"] = .string(mode.instructions(.bash))
      let opening: [ChatMessage]
      do throws(ModelError) {
        opening = try renderer.messages(of: step, sample: sample).messages
      } catch {
        return Self.unasked(
          CellError(unrendered: error, of: cell.column), asker.unaskedRecord(of: step))
      }
      // What a terminal shows at first comes before any reply that could tell trials apart.
      let first = asker.fingerprint(
        of: StepRequest(
          turnAfter: [], of: cell, step, messages: opening, tools: [], declaredTokens: 0))
      let trial = TrialRunner(
        cell: cell, step: step, task: task, rules: rules,
        log: TrialLog(
          asker: asker,
          identity: row.digest + JSONValue.object(rules.json).text + first.description
            + surroundings),
        asker: asker)
      let progress = await trial.run(
        conversation(opening: opening, of: sample, step, rules, mode), in: workplaces)
      if let next = modes.next(
        after: mode, onLane: step.lane, steps: progress.steps.count, failure: progress.failure)
      {
        mode = next
        continue
      }
      var outcome = Self.outcome(
        of: progress, cell, row, rules, provider: asker.unaskedRecord(of: step).provider)
      if outcome.steps.isEmpty, outcome.status == .failed {
        outcome.steps = [asker.unaskedRecord(of: step)]
      }
      return outcome
    }
  }

  private func conversation(
    opening: [ChatMessage], of sample: Sample, _ step: PlannedStep, _ rules: AgentRules,
    _ mode: CodeMode
  ) -> any AgentConversation {
    let renderer = renderer
    switch rules.kind {
    // The trials of Harbor's agents are no cells of a run.
    case .bash, .harbor: return BashConversation(opening: opening, rules: rules, mode: mode)
    case .terminal:
      return TerminalConversation(
        rules: rules, outputLimit: step.model.options.maxTokens
      ) { screen in
        var shown = sample
        shown.fields["screen"] = .string(screen)
        return (try? renderer.messages(of: step, sample: shown).messages) ?? opening
      }
    }
  }

  private static func unasked(_ error: CellError, _ record: StepRecord) -> CellOutcome {
    CellOutcome(
      status: .failed, response: nil, preparation: nil, steps: [record], error: error)
  }

  private static func outcome(
    of progress: TrialRunner.Progress, _ cell: Cell, _ row: TaskRow, _ rules: AgentRules,
    provider: String
  ) -> CellOutcome {
    if case .stopped? = progress.failure {
      return CellOutcome(
        status: .pending, response: nil, preparation: nil, steps: progress.steps, error: nil)
    }
    let record = TrialRecord(progress, cell, row, rules, provider: provider)
    var error: CellError?
    if let exception = progress.exception ?? progress.grade?.exception,
      !exception.policy.isRewardValid
    {
      error = CellError(
        kind: exception.name, status: nil, message: exception.message,
        isTransient: exception.policy.retries)
      if case .failed(let reason, _)? = progress.failure { error = CellError(reason) }
    }
    return CellOutcome(
      status: error == nil ? .ok : .failed, response: nil, preparation: nil,
      steps: progress.steps, error: error, product: record)
  }
}

extension TrialRecord {
  init(
    _ progress: TrialRunner.Progress, _ cell: Cell, _ row: TaskRow, _ rules: AgentRules,
    provider: String
  ) {
    let conversation = progress.conversation
    let answered = progress.steps.filter { $0.answer != nil }
    self.init(
      task: row.name, taskPath: row.path, taskDigest: row.digest, instruction: row.instruction,
      condition: cell.column.perspective.condition, agent: "facet-\(rules.kind.rawValue)",
      model: cell.column.perspective.strategy?.wireModel ?? "",
      provider: provider, completion: cell.column.completion)
    draw = "\(cell.sample.draw).\(cell.column.perspective.draw)"
    ending = conversation.ending
    exception = progress.exception
    grade = progress.grade
    opening = conversation.opening.map(\.chatJSON)
    turns = conversation.turns
    metrics = answered.compactMap(\.answer).map(Metrics.init)
    reasoning = answered.map { $0.answer?.reasoning }
    messages = conversation.transcript.flatMap(\.chatMessages)
    tools = conversation.tools.map(\.chatJSON)
    agentSeconds = progress.seconds
    summaries = conversation.summaries
    divergences = progress.attempt ?? 0
  }
}

extension TrialRecord.Metrics {
  init(_ answer: StepRecord.Answer) {
    self.init(
      promptTokens: answer.usage.promptTokens, cachedTokens: answer.usage.cachedTokens,
      completionTokens: answer.usage.completionTokens,
      cost: answer.cost.map { Double($0.attodollars) / 1e18 },
      milliseconds: Int((answer.latency / .milliseconds(1)).rounded()))
  }
}

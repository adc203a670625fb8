internal import Facet
internal import FacetConfiguration
internal import FacetConversation
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// Answers and writes the cells of a run that turns CSV files into conversations.
struct ExplorationAnswering: CellAnswering {
  let rules: ExplorationRules
  let sessions: any CodeSessions

  func runner(renderer: PromptRenderer) -> any CellRunner {
    ExplorationRunner(
      rules: rules, sessions: sessions, renderer: renderer, modes: CodeModes(.automatic))
  }

  func outlook(renderer: PromptRenderer) -> ConversationOutlook? {
    ConversationOutlook(
      rules.conversation, mode: .tool, leastTurns: rules.minTurns,
      outputLimit: SandboxOptions().outputLimit,
      runner: ExplorationRunner(
        rules: rules, sessions: NoCodeSessions(), renderer: renderer,
        modes: CodeModes(.automatic)))
  }

  var outputContent: OutputGuard.Content { .explorations }

  func sink(for run: OutputOfRun) throws(SystemError) -> any DatasetSink {
    try ExplorationWriter(path: run.path, isRehearsal: run.isRehearsal)
  }
}

/// Runs a model's exploration of a file; the product is an ``Exploration``.
struct ExplorationRunner: CellRunner {
  let rules: ExplorationRules
  let sessions: any CodeSessions
  let renderer: PromptRenderer
  let modes: CodeModes

  func outcome(of cell: Cell, asking asker: StepAsker) async -> CellOutcome {
    guard let step = cell.column.perspective.strategy,
      let sample = ExplorationSample(fields: cell.sample.fields)
    else { return .pending }
    var mode = modes.first(onLane: step.lane)
    while true {
      let opening: [ChatMessage]
      do throws(ModelError) {
        var worded = cell.sample
        worded.fields["code_instructions"] = .string(mode.instructions)
        opening = try renderer.messages(of: step, sample: worded).messages
      } catch {
        return CellOutcome(
          status: .failed, response: nil, preparation: nil, steps: [asker.unaskedRecord(of: step)],
          error: CellError(unrendered: error, of: cell.column))
      }
      let result = await ConversationRunner(sessions: sessions, asker: asker).outcome(
        of: CodeConversation(opening: opening, rules: rules.conversation),
        as: ConversationRunner.Request(
          cell: cell, step: step, mode: mode, source: sample.source))
      guard
        let next = modes.next(
          after: mode, onLane: step.lane, steps: result.steps.count, failure: result.failure)
      else {
        return Self.outcome(of: result, opening: opening, sample: sample, step: step)
      }
      mode = next
    }
  }

  private static func outcome(
    of result: ConversationRunner.Outcome, opening: [ChatMessage], sample: ExplorationSample,
    step: PlannedStep
  ) -> CellOutcome {
    var exploration = Exploration(
      dataset: sample.dataset, model: step.wireModel,
      opening: opening.map { message in
        Exploration.Message(
          role: message.role.rawValue,
          text: message.content.reduce(into: "") { text, block in
            if case .text(let piece) = block { text += piece }
          })
      }, trace: result.conversation.trace)
    var status = CellOutcome.Status.ok
    var error: CellError?
    switch (result.failure, exploration.trace.ending) {
    case (.stopped?, _):
      status = .pending
    case (.failed(let reason, _)?, _):
      status = reason.kind == .refused ? .refused : .failed
      error = CellError(reason)
      exploration.failure = reason.message
    case (nil, .concluded?): break
    case (nil, .refused?):
      status = .refused
      exploration.failure = "the model refused"
    case (nil, let ending):
      status = .empty
      exploration.failure =
        "the conversation ended without questions (\(ending?.rawValue ?? "unfinished"))"
    }
    return CellOutcome(
      status: status, response: nil, preparation: nil, steps: result.steps, error: error,
      product: status == .pending ? nil : exploration)
  }
}

/// Writes the explorations of a run atomically, one a line.
struct ExplorationWriter: DatasetSink {
  private let path: String
  private let isRehearsal: Bool
  private let file: AtomicFile

  init(path: String, isRehearsal: Bool) throws(SystemError) {
    self.path = path
    self.isRehearsal = isRehearsal
    file = try AtomicFile(in: FileSystem.parent(of: path))
  }

  mutating func write(_ sample: Sample, outcomes: [CellOutcome]) throws(SystemError) {
    for outcome in outcomes {
      if var exploration = outcome.product as? Exploration {
        exploration.isRehearsal = isRehearsal
        try file.append(exploration.json.bytes(style: .line))
      } else if let error = outcome.error, let sample = ExplorationSample(fields: sample.fields) {
        var failed = Exploration(
          dataset: sample.dataset, model: outcome.steps.last?.model ?? "", opening: [],
          trace: ConversationTrace(), failure: error.message)
        failed.isRehearsal = isRehearsal
        try file.append(failed.json.bytes(style: .line))
      } else {
        continue
      }
      try file.append("\n".utf8)
    }
  }

  mutating func finish(_ metadata: DatasetMetadata) throws(SystemError) -> String {
    try file.commit(to: path)
    return path
  }
}

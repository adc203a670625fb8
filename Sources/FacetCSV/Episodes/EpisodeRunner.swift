internal import Facet
internal import FacetConfiguration
internal import FacetConversation
internal import FacetJSON
internal import FacetModels

/// Answers a CSV-analysis cell with a conversation; the product is its ``ConversationTrace``.
struct EpisodeRunner: CellRunner {
  let settings: EpisodeSettings
  let sessions: any CodeSessions
  let renderer: PromptRenderer
  let board: EpisodeBoard
  private let modes: CodeModes

  init(
    settings: EpisodeSettings, sessions: any CodeSessions, renderer: PromptRenderer,
    board: EpisodeBoard
  ) {
    self.settings = settings
    self.sessions = sessions
    self.renderer = renderer
    self.board = board
    modes = CodeModes(settings.analysis.codeTool)
  }

  func outcome(of cell: Cell, asking asker: StepAsker) async -> CellOutcome {
    guard let step = cell.column.perspective.strategy else { return .pending }
    let sample: EpisodeSample
    do {
      sample = try EpisodeSample(fields: cell.sample.fields)
    } catch {
      return Self.unasked(
        CellError(ModelError(.invalidRequest, error.description)), asker.unaskedRecord(of: step))
    }
    board.follow(asker)
    let position = cell.sample.index
    // The perspective with a single completion is the one with the hint.
    let run: EpisodeBoard.Run =
      cell.column.perspective.completions == 1 ? .gold : .consistency(cell.column.completion)
    let admission = await board.admission(
      of: run, at: position, runs: settings.runs(for: sample.question),
      comparison: settings.comparison(for: sample.question),
      known: KnownAnswers(of: sample.question))
    switch admission {
    case .unneeded:
      return CellOutcome(
        status: .unneeded, response: nil, preparation: nil, steps: [], error: nil)
    case .stopped:
      return .pending
    case .ask:
      let (outcome, answer) = await answered(cell, step, sample, asker)
      board.end(
        run, at: position, answer: answer?.value, isStopped: outcome.status == .pending)
      return outcome
    }
  }

  private func answered(
    _ cell: Cell, _ step: PlannedStep, _ sample: EpisodeSample, _ asker: StepAsker
  ) async -> (CellOutcome, SubmittedAnswer?) {
    var mode = modes.first(onLane: step.lane)
    while true {
      let opening: [ChatMessage]
      do throws(ModelError) {
        var worded = cell.sample
        worded.fields["code_instructions"] = .string(mode.instructions)
        opening = try renderer.messages(of: step, sample: worded).messages
      } catch {
        let reason = CellError(unrendered: error, of: cell.column)
        return (Self.unasked(reason, asker.unaskedRecord(of: step)), nil)
      }
      let result = await ConversationRunner(sessions: sessions, asker: asker).outcome(
        of: CodeConversation(opening: opening, rules: settings.rules),
        as: ConversationRunner.Request(
          cell: cell, step: step, mode: mode, source: sample.source))
      if let next = modes.next(
        after: mode, onLane: step.lane, steps: result.steps.count, failure: result.failure)
      {
        mode = next
        continue
      }
      return (Self.outcome(of: result, mode: mode), result.conversation.trace.finalAnswer)
    }
  }

  private static func unasked(_ error: CellError, _ record: StepRecord) -> CellOutcome {
    CellOutcome(
      status: .failed, response: nil, preparation: nil, steps: [record], error: error)
  }

  private static func outcome(
    of result: ConversationRunner.Outcome, mode: CodeMode
  ) -> CellOutcome {
    var trace = result.conversation.trace
    trace.messages = result.conversation.transcript.flatMap(\.chatMessages)
    trace.tools = mode.tools.map(\.chatJSON)
    let status: CellOutcome.Status
    var error: CellError?
    switch (result.failure, trace.ending) {
    case (.stopped?, _):
      status = .pending
    case (.failed(let reason, _)?, _):
      status = reason.kind == .refused ? .refused : .failed
      error = CellError(reason)
    case (nil, .refused?): status = .refused
    case (nil, .answered?), (nil, .concluded?): status = .ok
    default: status = .empty
    }
    return CellOutcome(
      status: status, response: nil, preparation: nil, steps: result.steps, error: error,
      product: status == .pending ? nil : trace)
  }
}

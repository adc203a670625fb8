internal import FacetConfiguration
internal import FacetModels

/// Answers a cell in up to two steps: a reading whose result is the notes, then the strategy.
struct PerspectiveRunner: CellRunner {
  let renderer: PromptRenderer
  let outcomes: OutcomePolicy
  /// The number of cells by which readings run ahead of strategies. A lead of as many cells as
  /// there are requests in flight leaves no strategy waiting for its reading at the end of the run.
  let readingsAhead: Int

  func outcome(of cell: Cell, asking asker: StepAsker) async -> CellOutcome {
    await outcome(of: cell, from: asker)
  }

  /// The outcome of a cell from the results of one source.
  func outcome(of cell: Cell, from source: some StepSource) async -> CellOutcome {
    guard let strategy = cell.column.perspective.strategy else {
      return .reference(cell.sample.reference)
    }
    var steps: [StepRecord] = []
    var notes: String?
    do throws(Obstacle) {
      if let reading = cell.column.perspective.reading {
        let result = try await ask(reading, notes: nil, previous: nil, of: cell, source)
        steps.append(result.record)
        notes = Self.text(of: result.completion, as: reading)
        // Refused or empty notes cannot be answered from.
        if let status = unusableStatus(of: result.completion) {
          return ended(status, response: nil, preparation: notes, steps, result.completion)
        }
      }
      let result = try await ask(
        strategy, notes: notes, previous: steps.last?.fingerprint, of: cell, source)
      steps.append(result.record)
      return ended(
        CellOutcome.Status(result.completion),
        response: Self.text(of: result.completion, as: strategy),
        preparation: notes, steps, result.completion)
    } catch {
      switch error {
      case .unrendered(let error, let record):
        return CellOutcome(
          status: .failed, response: nil, preparation: notes, steps: steps + [record],
          error: CellError(unrendered: error, of: cell.column))
      case .asking(.stopped): return .pending
      case .asking(.failed(let reason, let record)):
        return CellOutcome(
          status: reason.kind == .refused && outcomes.refused != .fail ? .refused : .failed,
          response: nil,
          preparation: notes, steps: steps + [record], error: CellError(reason))
      }
    }
  }

  private func ask(
    _ step: PlannedStep, notes: String?, previous: Fingerprint?, of cell: Cell,
    _ source: some StepSource
  ) async throws(Obstacle) -> StepResult {
    let rendered: PromptRenderer.Rendered
    do throws(ModelError) {
      rendered = try renderer.messages(of: step, sample: cell.sample, notes: notes)
    } catch {
      throw .unrendered(error, source.unaskedRecord(of: step))
    }
    let request = StepRequest(
      step, of: cell.column, sample: cell.sample, rendered, previous: previous,
      order: step.kind == .reading ? cell.order - readingsAhead : cell.order)
    do throws(StepFailure) {
      return try await source.result(of: request)
    } catch {
      throw .asking(error)
    }
  }

  /// Why a cell ends early.
  private enum Obstacle: Error {
    /// Its prompt cannot be rendered, with the reason; nothing was sent for the step.
    indirect case unrendered(ModelError, StepRecord)
    case asking(StepFailure)
  }

  /// The answer's text, including the thoughts inside it if the step keeps them; the refusal's text
  /// if the provider reports refusals separately.
  private static func text(of completion: Completion, as step: PlannedStep) -> String {
    let text =
      step.model.reasoning == .inline ? completion.inlineText ?? completion.text : completion.text
    return text.isEmpty ? completion.refusal ?? "" : text
  }

  private func unusableStatus(of completion: Completion) -> CellOutcome.Status? {
    switch CellOutcome.Status(completion) {
    case .refused: .refused
    case .empty: .empty
    case .truncated
    where outcomes.truncated == .fail || completion.text.allSatisfy(\.isWhitespace):
      .truncated
    default: nil
    }
  }

  /// The outcome of an answer under the task's policy for refused and truncated answers.
  private func ended(
    _ status: CellOutcome.Status, response: String?, preparation: String?,
    _ steps: [StepRecord], _ completion: Completion
  ) -> CellOutcome {
    let action =
      switch status {
      case .refused: outcomes.refused
      case .truncated: outcomes.truncated
      default: OutcomePolicy.Action.keep
      }
    guard action == .fail else {
      return CellOutcome(
        status: status, response: response, preparation: preparation, steps: steps, error: nil)
    }
    let words =
      status == .refused
      ? completion.refusal ?? "the model refused to answer"
      : completion.finishReason == .error
        ? "the provider broke off its answer" : "the answer was cut at the output limit"
    return CellOutcome(
      status: .failed, response: nil, preparation: preparation, steps: steps,
      error: CellError(kind: status.rawValue, status: nil, message: words))
  }
}

internal import FacetConfiguration
internal import FacetModels

/// Answers a cell in up to two steps: a reading whose result is the notes, then the strategy.
struct PerspectiveRunner: CellRunner {
  let renderer: PromptRenderer
  let outcomes: OutcomePolicy
  /// Cells by which readings run ahead of strategies: with as many as requests go out at a time, no
  /// strategy is left to wait for its reading when all others are done.
  let readingsAhead: Int

  func outcome(of cell: Cell, asking asker: StepAsker) async -> CellOutcome {
    await outcome(of: cell, from: asker)
  }

  /// What a cell comes to by results of one source.
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
        // Notes that are a refusal, or none, are nothing to answer from.
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
      case .unrendered(let message, let record):
        return CellOutcome(
          status: .failed, response: nil, preparation: notes, steps: steps + [record],
          error: CellError(kind: CellError.missingField, status: nil, message: message))
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
      throw .unrendered(
        error.message + ", which the perspective '\(cell.column.condition)' needs",
        source.unaskedRecord(of: step))
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

  /// Why a cell goes no further.
  private enum Obstacle: Error {
    /// Its prompt cannot be rendered, with the reason; nothing was sent for the step.
    case unrendered(String, StepRecord)
    case asking(StepFailure)
  }

  /// The answer's text, with the thoughts that stand in it if the step wants them; the refusal's
  /// where a provider tells the two apart.
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

  /// The outcome of an answer under the task's policy for refusals and truncations.
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

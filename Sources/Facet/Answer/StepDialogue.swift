package import FacetConfiguration
internal import FacetModels

/// Asks the steps of a cell one after another, and has answers revised in further turns.
package struct StepDialogue: Sendable {
  private let runner: PerspectiveRunner
  private let cell: Cell
  private let asker: StepAsker
  private var progress = PerspectiveRunner.Progress()
  /// The request of each answer.
  private var requests: [StepRequest] = []

  package init(
    of cell: Cell, asking asker: StepAsker, renderer: PromptRenderer, outcomes: OutcomePolicy,
    promptCheck: PromptCheck?
  ) {
    runner = PerspectiveRunner(
      renderer: renderer, outcomes: outcomes, stepsAhead: 0, promptCheck: promptCheck)
    self.cell = cell
    self.asker = asker
  }

  /// The answers so far, in the order of the steps.
  package var answers: [StepText] { progress.answers }

  /// Asks the next step.
  ///
  /// - Returns: The outcome of the cell if it ends here; nil if there is a usable answer.
  package mutating func askNext() async -> CellOutcome? {
    let step = cell.column.perspective.steps[progress.answers.count]
    do throws(PerspectiveRunner.Obstacle) {
      let request = try runner.request(for: step, of: cell, after: progress, asker)
      let answer = try await answer(to: step, asking: request)
      progress.add(answer.text)
      requests.append(answer.request)
      return unusable(answer)
    } catch {
      return runner.end(at: error, &progress, in: cell.column)
    }
  }

  /// Sends an answer back with what is wrong about it, as a further turn.
  ///
  /// - Returns: As ``askNext()``; the earlier answer stays if the cell ends here.
  package mutating func revise(_ index: Int, because objection: String) async -> CellOutcome? {
    guard let fingerprint = progress.fingerprint(of: index) else { return nil }
    let request = requests[index].followed(
      by: progress.answers[index].text, objection, after: fingerprint)
    do throws(PerspectiveRunner.Obstacle) {
      let step = cell.column.perspective.steps[index]
      let answer = try await answer(to: step, asking: request)
      progress.replace(index, with: answer.text)
      requests[index] = answer.request
      return unusable(answer)
    } catch {
      return runner.end(at: error, &progress, in: cell.column)
    }
  }

  /// The outcome of a cell whose steps have been answered.
  package func outcome() -> CellOutcome {
    var outcome = progress.outcome(
      .ok, response: progress.answers.last?.text, in: cell.column)
    outcome.value = progress.answers.last?.value
    return outcome
  }

  private mutating func answer(
    to step: PlannedStep, asking request: StepRequest
  ) async throws(PerspectiveRunner.Obstacle) -> PerspectiveRunner.Answer {
    if let schema = step.schema {
      return try await runner.structuredAnswer(
        to: step, schema, asking: request, after: &progress, asker)
    }
    let result = try await runner.result(of: request, asker)
    progress.records.append(result.record)
    return PerspectiveRunner.Answer(
      completion: result.completion, text: StepText(result.completion.text(as: step)),
      request: request)
  }

  private func unusable(_ answer: PerspectiveRunner.Answer) -> CellOutcome? {
    runner.outcomes.unusableStatus(of: answer.completion).map {
      progress.outcome($0, in: cell.column)
    }
  }
}

internal import FacetConfiguration
internal import FacetModels

/// Answers a cell step by step: each step sees the sample and the answers of the steps before it,
/// and the last one's answer is the response.
struct PerspectiveRunner: CellRunner {
  let renderer: PromptRenderer
  let outcomes: OutcomePolicy
  /// The number of cells by which each step runs ahead of the next. A lead of as many cells as
  /// there are requests in flight leaves no step waiting for the one before it at the end of the
  /// run.
  let stepsAhead: Int
  /// What keeps a prompt from being sent; `nil` for nothing.
  var promptCheck: PromptCheck?

  func outcome(of cell: Cell, asking asker: StepAsker) async -> CellOutcome {
    await outcome(of: cell, from: asker)
  }

  /// The outcome of a cell from the results of one source.
  func outcome(of cell: Cell, from source: some StepSource) async -> CellOutcome {
    let column = cell.column
    guard column.perspective.strategy != nil else { return .reference(cell.sample.reference) }
    var progress = Progress()
    do throws(Obstacle) {
      for step in column.perspective.steps {
        let answer = try await answer(to: step, of: cell, after: &progress, source)
        if let outcome = end(after: answer, to: step, &progress, in: column) { return outcome }
      }
      preconditionFailure("the last step of a perspective ends its cell")
    } catch {
      return end(at: error, &progress, in: column)
    }
  }

  // What needs no suspension stands in functions that are not inlined: their values would make the
  // memory of each waiting cell larger.

  /// The outcome of a cell that ends with an answer; `nil` if another step follows.
  @inline(never)
  private func end(
    after answer: Answer, to step: PlannedStep, _ progress: inout Progress,
    in column: PlannedColumn
  ) -> CellOutcome? {
    guard !step.place.isLast else {
      var outcome = ended(
        CellOutcome.Status(answer.completion), response: answer.text.text,
        progress, in: column, answer.completion)
      outcome.value = answer.text.value
      return outcome
    }
    progress.add(answer.text)
    // A later step cannot build on a refused or empty answer.
    return outcomes.unusableStatus(of: answer.completion).map {
      ended($0, response: nil, progress, in: column, answer.completion)
    }
  }

  /// The outcome of a cell that ends without an answer.
  @inline(never)
  func end(
    at obstacle: Obstacle, _ progress: inout Progress, in column: PlannedColumn
  ) -> CellOutcome {
    switch obstacle {
    case .contaminated(let found):
      return progress.outcome(
        .contaminated, in: column,
        error: CellError(
          kind: CellStatus.contaminated.rawValue, status: nil,
          message: "the prompt contains '\(found)', so it was not sent"))
    case .unrendered(let error, let record):
      progress.records.append(record)
      return progress.outcome(
        .failed, in: column, error: CellError(unrendered: error, of: column))
    case .unmatched(let error): return progress.outcome(.failed, in: column, error: error)
    case .asking(.stopped): return .pending
    case .asking(.failed(let reason, let record)):
      progress.records.append(record)
      return progress.outcome(
        reason.kind == .refused && outcomes.refused != .fail ? .refused : .failed,
        in: column, error: CellError(reason))
    }
  }

  /// The steps of a cell that have been asked, and the answers that later steps may see.
  struct Progress {
    /// A record for each turn.
    var records: [StepRecord] = []
    private(set) var answers: [StepText] = []
    /// The fingerprints of the answers' last turns.
    private var fingerprints: [Fingerprint] = []

    init() {}

    /// The progress of a cell whose response is about to be judged.
    ///
    /// - Parameter fingerprint: The response's.
    init(judging answers: [StepText], after fingerprint: Fingerprint) {
      self.answers = answers
      fingerprints = Array(repeating: fingerprint, count: answers.count)
    }

    /// Adds the answer of the step that was asked last.
    mutating func add(_ answer: StepText) {
      answers.append(answer)
      if let last = records.last { fingerprints.append(last.fingerprint) }
    }

    /// Replaces the answer of an earlier step by one to the request that was sent last.
    mutating func replace(_ step: Int, with answer: StepText) {
      answers[step] = answer
      if let last = records.last { fingerprints[step] = last.fingerprint }
    }

    /// The fingerprint of an earlier step.
    func fingerprint(of step: Int?) -> Fingerprint? { step.map { fingerprints[$0] } }

    /// The outcome of a cell that ends here.
    func outcome(
      _ status: CellOutcome.Status, response: String? = nil, in column: PlannedColumn,
      error: CellError? = nil
    ) -> CellOutcome {
      var outcome = CellOutcome(
        status: status, response: response,
        preparation: column.perspective.hasReading ? answers.first?.text : nil, steps: records,
        error: error)
      outcome.answers = answers
      return outcome
    }
  }

  /// A step's answer, and what later steps see of it.
  struct Answer {
    var completion: Completion
    var text: StepText
    /// The request of its last turn.
    var request: StepRequest
  }

  /// Asks a step, in further turns where its answer must match a schema and does not.
  func answer(
    to step: PlannedStep, of cell: Cell, after progress: inout Progress,
    _ source: some StepSource
  ) async throws(Obstacle) -> Answer {
    let request = try request(for: step, of: cell, after: progress, source)
    if let schema = step.schema {
      return try await structuredAnswer(
        to: step, schema, asking: request, after: &progress, source)
    }
    let result = try await result(of: request, source)
    progress.records.append(result.record)
    return Answer(
      completion: result.completion, text: StepText(result.completion.text(as: step)),
      request: request)
  }

  /// The first request of a step.
  @inline(never)
  func request(
    for step: PlannedStep, of cell: Cell, after progress: Progress, _ source: some StepSource
  ) throws(Obstacle) -> StepRequest {
    let rendered: PromptRenderer.Rendered
    do throws(ModelError) {
      rendered = try renderer.messages(of: step, sample: cell.sample, answers: progress.answers)
    } catch {
      throw .unrendered(error, source.unaskedRecord(of: step))
    }
    if let promptCheck, let found = promptCheck.finding(rendered.messages) {
      throw .contaminated(found)
    }
    return StepRequest(
      step, of: cell.column, sample: cell.sample, rendered,
      previous: progress.fingerprint(of: step.place.previous),
      order: cell.order - stepsAhead * step.place.stepsAfter)
  }

  func result(
    of request: StepRequest, _ source: some StepSource
  ) async throws(Obstacle) -> StepResult {
    do throws(StepFailure) {
      return try await source.result(of: request)
    } catch {
      throw .asking(error)
    }
  }

  /// Why a cell ends early.
  enum Obstacle: Error {
    /// Its prompt cannot be rendered, with the reason; nothing was sent for the step.
    indirect case unrendered(ModelError, StepRecord)
    case asking(StepFailure)
    /// Its last reply does not match the step's schema.
    indirect case unmatched(CellError)
    /// Its prompt must not be sent; the text found in it.
    case contaminated(String)
  }

  /// The outcome of an answer under the task's policy for refused and truncated answers.
  private func ended(
    _ status: CellOutcome.Status, response: String?, _ progress: Progress,
    in column: PlannedColumn, _ completion: Completion
  ) -> CellOutcome {
    let action =
      switch status {
      case .refused: outcomes.refused
      case .truncated: outcomes.truncated
      default: OutcomePolicy.Action.keep
      }
    guard action == .fail else {
      return progress.outcome(status, response: response, in: column)
    }
    let words =
      status == .refused
      ? completion.refusal ?? "the model refused to answer"
      : completion.finishReason == .error
        ? "the provider broke off its answer" : "the answer was cut at the output limit"
    return progress.outcome(
      .failed, in: column,
      error: CellError(kind: status.rawValue, status: nil, message: words))
  }
}

extension OutcomePolicy {
  /// The status of an answer that no later step can build on, and nobody judges; else `nil`.
  func unusableStatus(of completion: Completion) -> CellStatus? {
    switch CellStatus(completion) {
    case .refused: .refused
    case .empty: .empty
    case .truncated where truncated == .fail || completion.text.allSatisfy(\.isWhitespace):
      .truncated
    default: nil
    }
  }
}

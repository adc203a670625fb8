/// Where the cells of perspectives get the results of their steps from.
protocol StepSource: Sendable {
  /// The result of a step.
  ///
  /// - Throws: ``StepFailure/stopped`` where this source has none; the cell is pending then.
  func result(of step: StepRequest) async throws(StepFailure) -> StepResult

  /// The record of a step that could not even be put into words.
  func unaskedRecord(of step: PlannedStep) -> StepRecord
}

extension StepAsker: StepSource {}

/// What the store holds, and nothing more.
struct FoundSteps: StepSource {
  let asker: StepAsker

  func result(of step: StepRequest) async throws(StepFailure) -> StepResult {
    try await asker.found(step)
  }

  func unaskedRecord(of step: PlannedStep) -> StepRecord {
    asker.unaskedRecord(of: step)
  }
}

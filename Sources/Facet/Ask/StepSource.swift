/// The source of step results for the cells of perspectives.
protocol StepSource: Sendable {
  /// The result of a step.
  ///
  /// - Throws: ``StepFailure/stopped`` if this source has none; the cell is then pending.
  func result(of step: StepRequest) async throws(StepFailure) -> StepResult

  /// The record of a step whose prompt could not be rendered.
  func unaskedRecord(of step: PlannedStep) -> StepRecord
}

extension StepAsker: StepSource {}

/// The stored results only.
struct FoundSteps: StepSource {
  let asker: StepAsker
  /// Whether nothing is requested afterwards, so that steps shared by several cells are found too.
  let isAll: Bool

  func result(of step: StepRequest) async throws(StepFailure) -> StepResult {
    if isAll { return try await asker.reused(step) }
    return try await asker.found(step)
  }

  func unaskedRecord(of step: PlannedStep) -> StepRecord {
    asker.unaskedRecord(of: step)
  }
}

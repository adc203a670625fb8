/// How a cell is answered: which steps are asked, in what order, and what their results come to.
///
/// The scheduler, the store and the writers know nothing of steps and turns beyond this.
package protocol CellRunner: Sendable {
  /// Answers a cell, asking as often as it takes.
  func outcome(of cell: Cell, asking asker: StepAsker) async -> CellOutcome
}

/// How a cell is answered: which steps are asked, in what order, and how their results combine.
///
/// The scheduler, the store and the writers know nothing else about steps and turns.
package protocol CellRunner: Sendable {
  /// Answers a cell with as many requests as it needs.
  func outcome(of cell: Cell, asking asker: StepAsker) async -> CellOutcome
}

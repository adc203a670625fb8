package import FacetBox
package import FacetConfiguration
package import FacetTasks

/// Where one trial's agent acts, and where its work is graded.
package protocol Workplace: Sendable {
  /// Does what the agent asks for.
  ///
  /// - Parameter time: The time limit of the action.
  /// - Throws: ``BoxError`` if the place is unusable.
  func observation(
    of action: AgentAction, within time: Duration
  ) async throws(BoxError) -> Observation

  /// Ends everything that the agent started and runs the tests.
  func grade() async throws(BoxError) -> TaskGrade
}

/// Opens a workplace for each trial.
package protocol Workplaces: Sendable {
  /// Runs `body` with a new workplace that only it uses and that ends with it.
  ///
  /// - Throws: ``BoxError`` if there is none; then `body` has not run.
  func withWorkplace<Value: Sendable>(
    for task: TaskDirectory, rules: AgentRules,
    _ body: @Sendable (any Workplace) async -> Value
  ) async throws(BoxError) -> Value
}

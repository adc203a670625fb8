/// The code still running after the start of further code was stopped.
package struct CodeInProgress: Sendable, Equatable {
  package var executions = 0
  /// The longest time until the last of it ends.
  package var timeLeft = Duration.zero

  package init() {}

  mutating func add(_ other: CodeInProgress) {
    executions += other.executions
    timeLeft = max(timeLeft, other.timeLeft)
  }
}

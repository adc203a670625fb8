/// Code that still runs when no further code is begun.
package struct CodeInProgress: Sendable, Equatable {
  package var executions = 0
  /// After so long the last of them has been ended.
  package var timeLeft = Duration.zero

  package init() {}

  mutating func add(_ other: CodeInProgress) {
    executions += other.executions
    timeLeft = max(timeLeft, other.timeLeft)
  }
}

/// What a certificate asks of a task.
package struct CertificateRules: Sendable, Hashable {
  /// Runs in which the solution must pass, and in which doing nothing must fail.
  package var repeats = 2
  /// Changed solutions to try.
  package var mutations = 6
  /// The least share of them that the tests must catch.
  package var leastCaught = 0.5
  /// Whether tampering is tried.
  package var tampers = true

  package init() {}
}

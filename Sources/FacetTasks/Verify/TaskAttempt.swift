/// What stands in for the agent when a task's tests are tried.
package struct TaskAttempt: Sendable, Hashable {
  /// Its name in tables and certificates.
  package var name: String
  /// A script to run as the agent; nil for nothing at all.
  package var script: Script?

  /// The script that runs in the place of an agent.
  package enum Script: Sendable, Hashable {
    /// `solution/solve.sh` with the files beside it.
    case solution
    /// Another text in place of `solve.sh`, with the files beside it.
    case changed(String)
    /// A script that does not see the solution.
    case foreign(String)
    /// The solution, then a script that does not see it.
    case afterSolution(String)
  }

  package static let solution = TaskAttempt(name: "solution", script: .solution)
  package static let nothing = TaskAttempt(name: "nothing", script: nil)

  package init(name: String, script: Script?) {
    self.name = name
    self.script = script
  }
}

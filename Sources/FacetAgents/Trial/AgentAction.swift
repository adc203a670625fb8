/// What an agent does between two replies.
package enum AgentAction: Sendable, Hashable {
  /// A command in a shell of its own.
  case command(String)
  /// Keystrokes for the trial's terminal, which may be none.
  case keystrokes([Keystrokes])
}

/// Keystrokes and the wait after them.
package struct Keystrokes: Sendable, Hashable {
  package var keys: String
  /// In seconds.
  package var wait: Double

  package init(_ keys: String, wait: Double) {
    self.keys = keys
    self.wait = wait
  }
}

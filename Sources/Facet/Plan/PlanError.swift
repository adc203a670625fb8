/// Why a run cannot begin; each message says how to correct the mistake.
public struct PlanError: Error, Sendable, CustomStringConvertible {
  /// Complete lines, one per mistake; never empty.
  public var messages: [String]

  package init(_ messages: [String]) {
    self.messages = messages
  }

  public var description: String { messages.joined(separator: "\n") }
}

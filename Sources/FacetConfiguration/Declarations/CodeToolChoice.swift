/// How a model submits code or commands.
package enum CodeToolChoice: String, Sendable, CaseIterable {
  /// By a tool call, or in a fenced block if the endpoint refuses tools.
  case automatic = "auto"
  case tool
  case fenced
}

/// The report of an execution to the model.
enum ExecutionText {
  static func text(of execution: CodeExecution, notes: [String] = []) -> String {
    var parts: [String] = []
    if !execution.standardOutput.isEmpty { parts.append("[stdout]\n" + execution.standardOutput) }
    if !execution.standardError.isEmpty { parts.append("[stderr]\n" + execution.standardError) }
    switch execution.failure {
    case nil:
      if parts.isEmpty { parts.append("The code ran and printed nothing.") }
    case .raised(let type, let message):
      // A traceback ends with the exception itself.
      if !execution.standardError.contains(type) { parts.append("\(type): \(message)") }
    case .timedOut(let seconds):
      parts.append("The code was stopped: it ran longer than \(seconds) s. All variables are lost.")
    case .crashed(let reason):
      parts.append("The process ended: \(reason). All variables are lost.")
    }
    return (parts + notes).joined(separator: "\n")
  }

  /// The report of discarded hooks to the model; `nil` if all were kept.
  static func text(ofHooksLeftOut count: Int) -> String? {
    guard count > 0 else { return nil }
    let values = count == 1 ? "1 value was" : "\(count) values were"
    return "[hooks] \(values) not recorded: a piece of code records at most "
      + "\(CodeExecution.maximumHooks), a conversation \(CodeConversation.maximumHooks). Record "
      + "the values that lead to the answer, not each pass of a loop."
  }

  /// Enough to recognise the problem in the others too.
  private static let maximumFlaws = 5

  /// The report of recorded values that are not grounded in the code.
  static func text(of flaws: [HookGraph.Flaw]) -> String {
    var lines = flaws.prefix(maximumFlaws).map { "- '\($0.name)' \($0.reason)" }
    if flaws.count > maximumFlaws { lines.append("- and \(flaws.count - maximumFlaws) more") }
    return "[hooks] These values are not grounded. Record them again, each with the exact line "
      + "that computed it and the names of values recorded before it:\n"
      + lines.joined(separator: "\n")
  }
}

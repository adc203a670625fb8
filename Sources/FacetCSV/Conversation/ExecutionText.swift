/// What a model is told of the execution of its code.
enum ExecutionText {
  static func text(of execution: CodeExecution, note: String?) -> String {
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
      parts.append("The code was ended: it ran longer than \(seconds) s. Variables are gone.")
    case .crashed(let reason):
      parts.append("The process ended: \(reason). Variables are gone.")
    }
    if let note { parts.append(note) }
    return parts.joined(separator: "\n")
  }
}

internal import FacetJSON
package import FacetModels

/// How a model hands code over.
package enum CodeMode: String, Sendable, CaseIterable {
  /// It calls a tool.
  case tool
  /// It writes one fenced block of Python; for models without tools.
  case fenced

  /// The tool's name.
  package static let toolName = "run_python"

  /// What is declared to the model.
  package var tools: [ToolDefinition] {
    guard self == .tool else { return [] }
    return [
      ToolDefinition(
        name: Self.toolName,
        description:
          "Runs Python in a session that keeps its variables from one call to the next.",
        parameters: [
          "type": "object",
          "properties": [
            "code": ["type": "string", "description": "The Python to run, complete."]
          ],
          "required": ["code"],
        ])
    ]
  }

  /// How the model is told to hand code over.
  package var instructions: String {
    switch self {
    case .tool:
      "Say in a sentence or two what you are about to find out, then call `\(Self.toolName)` once "
        + "with the code. One call a turn."
    case .fenced:
      "Say in a sentence or two what you are about to find out, then write exactly one fenced "
        + "block that begins with ```python and ends with ```. It is run, and its output is your "
        + "next message. One block a turn."
    }
  }
}

internal import FacetJSON
package import FacetModels

/// How a model submits code.
package enum CodeMode: String, Sendable, CaseIterable {
  /// As a tool call.
  case tool
  /// As one fenced block of Python, for models without tools.
  case fenced

  /// The tool's name.
  package static let toolName = "run_python"

  /// The tools declared to the model.
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

  /// The instructions that tell the model how to submit code.
  package var instructions: String {
    switch self {
    case .tool:
      "State your next step in a sentence or two, then call `\(Self.toolName)` once "
        + "with the code. One call per turn."
    case .fenced:
      "State your next step in a sentence or two, then write exactly one fenced "
        + "block that begins with ```python and ends with ```. It is run, and its output is your "
        + "next message. One block per turn."
    }
  }
}

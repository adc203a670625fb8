package import FacetConversation
package import FacetModels

extension CodeTool {
  /// Python in a session that keeps its variables.
  package static let python = CodeTool(
    name: "run_python",
    description: "Runs Python in a session that keeps its variables from one call to the next.",
    argument: "code", argumentDescription: "The Python to run, complete.",
    languages: ["python", "py", "python3"], noun: "code")
}

extension CodeMode {
  /// The tools declared to a model that writes Python.
  package var tools: [ToolDefinition] { tools(.python) }

  /// The instructions that tell a model how to submit Python.
  package var instructions: String { instructions(.python) }

  /// The estimated tokens of ``tools``.
  var declaredTokens: Int { declaredTokens(.python) }
}

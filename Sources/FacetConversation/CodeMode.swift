internal import FacetJSON
package import FacetModels

/// How a model submits code.
package enum CodeMode: String, Sendable, CaseIterable {
  /// As a tool call.
  case tool
  /// As one fenced block, for models without tools.
  case fenced

  /// The tools declared to the model.
  package func tools(_ tool: CodeTool) -> [ToolDefinition] {
    guard self == .tool else { return [] }
    return [
      ToolDefinition(
        name: tool.name, description: tool.description,
        parameters: [
          "type": "object",
          "properties": .object([
            tool.argument: [
              "type": "string", "description": .string(tool.argumentDescription),
            ]
          ]),
          "required": [.string(tool.argument)],
        ])
    ]
  }

  /// The instructions that tell the model how to submit code.
  package func instructions(_ tool: CodeTool) -> String {
    switch self {
    case .tool:
      "State your next step in a sentence or two, then call `\(tool.name)` once "
        + "with the \(tool.noun). One call per turn."
    case .fenced:
      "State your next step in a sentence or two, then write exactly one fenced "
        + "block that begins with ```\(tool.languages[0]) and ends with ```. It is run, and its "
        + "output is your next message. One block per turn."
    }
  }

  /// The estimated tokens of the declarations sent beside the messages.
  package func declaredTokens(_ tool: CodeTool) -> Int {
    let estimator = TokenEstimator(vocabulary: .o200k)
    return estimator.estimate(ModelRequest(model: "", messages: [], tools: tools(tool)))
      - estimator.estimate(messages: [])
  }
}

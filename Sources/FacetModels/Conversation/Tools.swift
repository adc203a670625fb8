package import FacetJSON

/// A tool the model may call.
package struct ToolDefinition: Sendable, Hashable {
  package var name: String
  package var description: String
  /// The JSON Schema of the arguments.
  package var parameters: JSONValue

  package init(name: String, description: String, parameters: JSONValue) {
    self.name = name
    self.description = description
    self.parameters = parameters
  }
}

/// A tool call requested by the model.
package struct ToolCall: Sendable, Hashable {
  package var id: String
  package var name: String
  /// The arguments' JSON text as the model wrote it; not necessarily valid JSON.
  package var arguments: String

  package init(id: String, name: String, arguments: String) {
    self.id = id
    self.name = name
    self.arguments = arguments
  }
}

/// The result of a tool call.
package struct ToolResult: Sendable, Hashable {
  package var callID: String
  /// The tool's name; one wire format refers to calls by it.
  package var name: String
  package var content: String
  package var isError: Bool

  package init(callID: String, name: String, content: String, isError: Bool = false) {
    self.callID = callID
    self.name = name
    self.content = content
    self.isError = isError
  }
}

/// A block that only its own wire format understands.
package struct OpaqueBlock: Sendable, Hashable {
  package var wireFormat: WireFormat
  package var value: JSONValue

  package init(wireFormat: WireFormat, value: JSONValue) {
    self.wireFormat = wireFormat
    self.value = value
  }
}

package import FacetJSON

/// A reply of an agent, what it called, and what it saw.
package struct TraceTurn: Sendable, Hashable {
  /// A call of a tool.
  package struct Call: Sendable, Hashable {
    package var id: String
    package var name: String
    package var arguments: JSONObject

    package init(id: String, name: String, arguments: JSONObject) {
      self.id = id
      self.name = name
      self.arguments = arguments
    }
  }

  /// The reply's text, without what became a call.
  package var message: String
  package var calls: [Call] = []
  /// The answer to the model; `nil` for the last reply.
  package var observation: String?
  /// Whether the reply broke the format, so that nothing was done.
  package var isInvalid = false

  package init(message: String) {
    self.message = message
  }
}

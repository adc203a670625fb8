/// One message of a conversation.
package struct ChatMessage: Sendable, Hashable {
  /// The author of a message.
  package enum Role: String, Sendable {
    case system
    case user
    case assistant
    /// Carries the results of tool calls.
    case tool
  }

  package var role: Role
  package var content: [ContentBlock]

  package init(_ role: Role, _ content: [ContentBlock]) {
    self.role = role
    self.content = content
  }

  package init(_ role: Role, text: String) {
    self.init(role, [.text(text)])
  }
}

/// A part of a message.
package enum ContentBlock: Sendable, Hashable {
  case text(String)
  case toolCall(ToolCall)
  case toolResult(ToolResult)
  /// A provider's own block, such as a signature of thinking; sent back verbatim in its wire format
  /// and omitted from others.
  case opaque(OpaqueBlock)
}

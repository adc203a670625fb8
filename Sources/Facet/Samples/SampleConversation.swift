internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels

/// The conversation in a sample's field.
enum SampleConversation: Sendable {
  /// The system's message, if there is one, then turns that alternate and begin with the user's.
  case messages([ChatMessage])
  /// Why the field holds no conversation, worded to follow a colon.
  case malformed(String)

  /// Reads a list of messages with `role` and `content`, or with `from` and `value`; a string may
  /// hold it as JSON.
  init(_ value: JSONValue) {
    var value = value
    if case .string(let text) = value, let parsed = try? ResponseJSON.value(of: Array(text.utf8)) {
      value = parsed
    }
    guard let elements = value.array else {
      self = .malformed("it must be a list of messages with 'role' and 'content'")
      return
    }
    guard !elements.isEmpty else {
      self = .malformed("the list of messages is empty")
      return
    }
    var messages: [ChatMessage] = []
    for (index, element) in elements.enumerated() {
      switch Self.message(element) {
      case .success(let message):
        if let fault = Self.fault(of: message.role, after: messages.last?.role) {
          self = .malformed("message \(index) \(fault)")
          return
        }
        messages.append(message)
      case .failure(let fault):
        self = .malformed("message \(index) \(fault.words)")
        return
      }
    }
    guard messages.contains(where: { $0.role != .system }) else {
      self = .malformed("it has no turn of the user")
      return
    }
    self = .messages(messages)
  }

  /// Estimated tokens of its messages.
  var tokens: VocabularyTokens {
    guard case .messages(let messages) = self else { return VocabularyTokens(nil) }
    var tokens = VocabularyTokens(nil)
    for message in messages {
      tokens += VocabularyTokens(message.joinedText)
      tokens.o200k += Self.tokensPerMessage
      tokens.cl100k += Self.tokensPerMessage
    }
    return tokens
  }

  /// Tokens of the marks around a message.
  private static let tokensPerMessage = 3

  /// Why a message is no message, worded to follow its name.
  private struct Fault: Error {
    var words: String
  }

  private static func message(_ value: JSONValue) -> Result<ChatMessage, Fault> {
    guard let role = (value["role"] ?? value["from"])?.string else {
      return .failure(Fault(words: "has no 'role'"))
    }
    guard let known = Self.role(role) else {
      return .failure(
        Fault(words: "has the role '\(role.prefix(40))', not 'system', 'user' or 'assistant'"))
    }
    guard let text = text(of: value["content"] ?? value["value"] ?? .null) else {
      return .failure(Fault(words: "has no text in 'content'"))
    }
    return .success(ChatMessage(known, text: text))
  }

  private static func role(_ word: String) -> ChatMessage.Role? {
    switch word {
    case "system", "developer": .system
    case "user", "human": .user
    case "assistant", "gpt", "model": .assistant
    default: nil
    }
  }

  /// The text of a content: a string, or a list of text parts; `nil` for anything else, and for a
  /// blank text, which providers refuse.
  private static func text(of content: JSONValue) -> String? {
    var text = ""
    switch content {
    case .string(let string): text = string
    case .array(let parts):
      for part in parts {
        guard part["type"]?.string == "text", let piece = part["text"]?.string else { return nil }
        text += piece
      }
    default: return nil
    }
    return text.allSatisfy(\.isWhitespace) ? nil : text
  }

  /// Why a message of a role may not follow, worded to follow its name; `nil` if it may.
  private static func fault(of role: ChatMessage.Role, after last: ChatMessage.Role?) -> String? {
    switch (last, role) {
    case (nil, .system), (nil, .user), (.system, .user), (.user, .assistant), (.assistant, .user):
      nil
    case (_, .system): "is the system's, which can only be the first"
    case (nil, _), (.system, _): "is the assistant's; the first turn must be the user's"
    default: "has the same role as the message before it"
    }
  }
}

extension ChatMessage {
  /// The message's text blocks, joined.
  var joinedText: String {
    content.reduce(into: "") { text, block in
      if case .text(let piece) = block { text += piece }
    }
  }
}

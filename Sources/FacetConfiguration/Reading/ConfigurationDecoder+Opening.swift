internal import FacetJSON
internal import FacetModels

extension ConfigurationDecoder {
  /// Reads `examples` or `messages` of a perspective or a step.
  ///
  /// - Parameters:
  ///   - prompt: The prompt that the examples' texts are put into.
  ///   - system: The system prompt that stands before the messages.
  mutating func opening(
    in object: ObjectReader, prompt: Prompt?, system: Prompt?
  ) -> Opening {
    switch (object["examples"], object["messages"]) {
    case (nil, nil): return .none
    case (let examples?, nil): return .examples(self.examples(examples.value, prompt: prompt))
    case (nil, let messages?):
      return .messages(self.messages(messages.value, system: system, path: object.path))
    case (_?, let messages?):
      report(.twoOpenings(), at: messages.keyOrigin)
      return .none
    }
  }

  private mutating func examples(
    _ node: ConfigurationNode, prompt: Prompt?
  ) -> [JSONObject] {
    guard case .array(let nodes) = node.content, !nodes.isEmpty else {
      report(
        .wrongValue(
          "examples", expected: "an array of at least one example", found: node.kindDescription),
        at: node.origin)
      return []
    }
    return nodes.compactMap { node in
      guard let example = node.plain.object else {
        report(
          .wrongValue("example", expected: "an object", found: node.kindDescription),
          at: node.origin)
        return nil
      }
      var needed = prompt?.names ?? []
      if let prompt { needed += prompt.stepNames.keys.sorted() }
      if case .instruction? = prompt?.content { needed = ["input"] }
      for name in needed + ["output"] where (example[name] ?? .null).isNull {
        report(.incompleteExample(name), at: node.origin)
        return nil
      }
      guard example["output"]?.string?.allSatisfy(\.isWhitespace) != true else {
        report(.incompleteExample("output"), at: node.origin)
        return nil
      }
      return example
    }
  }

  private mutating func messages(
    _ node: ConfigurationNode, system: Prompt?, path: String
  ) -> [OpeningMessage] {
    guard case .array(let nodes) = node.content, !nodes.isEmpty else {
      report(
        .wrongValue(
          "messages", expected: "an array of at least one message", found: node.kindDescription),
        at: node.origin)
      return []
    }
    var messages: [OpeningMessage] = []
    for (index, node) in nodes.enumerated() {
      guard
        let object = object(
          node, named: "messages.\(index)", keys: .message, path: "\(path).messages.\(index)")
      else { continue }
      let role = choice("role", in: object, of: OpeningRole.self)
      if object["role"] == nil {
        report(.missingKey("role", why: "it is the author of the message"), at: object.origin)
      }
      let content = step("content", in: object, keys: .promptText)?.prompt
      if object["content"]?.value.isNull ?? true {
        report(.missingKey("content", why: "it is the message's text"), at: object.origin)
      }
      guard let role, let content else { continue }
      messages.append(OpeningMessage(role: role.role, prompt: content))
      if let mistake = order(of: messages, hasSystem: system != nil) {
        report(mistake, at: object["role"]?.value.origin ?? object.origin)
      }
    }
    if messages.count == nodes.count, let last = messages.last, last.role != .assistant,
      messages.contains(where: { $0.role != .system })
    {
      report(.openingEnd(), at: node.origin)
    }
    return messages
  }

  /// Why the last message may not follow those before it, or `nil`.
  private func order(of messages: [OpeningMessage], hasSystem: Bool) -> Mistake? {
    guard let last = messages.last else { return nil }
    let before = messages.dropLast().last?.role
    switch last.role {
    case .system:
      return before != nil ? .lateSystem() : hasSystem ? .twoSystems() : nil
    case .user: return before == .user ? .sameRole("user") : nil
    default:
      return before == nil || before == .system
        ? .assistantFirst() : before == .assistant ? .sameRole("assistant") : nil
    }
  }
}

/// The author of a message of an opening, as written.
private enum OpeningRole: String, CaseIterable, Sendable {
  case system
  case user
  case assistant

  var role: ChatMessage.Role {
    switch self {
    case .system: .system
    case .user: .user
    case .assistant: .assistant
    }
  }
}

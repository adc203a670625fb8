internal import FacetConversation
package import FacetJSON
internal import FacetModels

/// An exploration as its file holds it, with its conversation rebuilt by ``CodeConversation``, the
/// code that sent it.
package struct ExplorationTranscript: Sendable {
  package let id: String
  package let dataset: String
  package let model: String
  /// The whole conversation in chat-completions form; empty if it cannot be rebuilt.
  package let messages: [JSONValue]
  /// The tools that the model was offered.
  package let tools: [JSONValue]
  /// Whether each assistant message led on.
  package let repliesLedOn: [Bool]
  /// Whether it ended with questions.
  package let isComplete: Bool

  /// Reads a line of a file of explorations; `nil` for anything else.
  package init?(json: JSONValue) {
    guard let id = json["exploration_id"]?.string, let exploration = Exploration(json: json)
    else { return nil }
    self.id = id
    dataset = exploration.dataset
    model = exploration.model
    isComplete = exploration.failure == nil && exploration.trace.ending == .concluded
    let opening = exploration.opening.map {
      ChatMessage(ChatMessage.Role(rawValue: $0.role) ?? .user, text: $0.text)
    }
    let isFenced = exploration.opening.contains {
      $0.text.contains(CodeMode.fenced.instructions)
    }
    let mode = isFenced ? CodeMode.fenced : .tool
    tools = mode.tools.map(\.chatJSON)
    repliesLedOn = exploration.trace.repliesLedOn
    messages =
      CodeConversation.transcript(of: exploration.trace, opening: opening, mode: mode)?
      .flatMap(\.chatMessages) ?? []
  }
}

extension CodeConversation {
  /// The messages of a conversation, from its opening and its trace; `nil` if the trace does not
  /// lead through the conversation again.
  static func transcript(
    of trace: ConversationTrace, opening: [ChatMessage], mode: CodeMode
  ) -> [ChatMessage]? {
    guard !opening.isEmpty, !trace.turns.isEmpty else { return nil }
    let stored = trace.invalidReplies
    let conclusion = trace.conclusion
    var limits = ExplorationRules()
    limits.maxTurns = Self.statedTurns(in: opening) ?? limits.maxTurns
    var rules = limits.conversation
    rules.maxInvalidReplies = .max
    rules.plainReply = { text, turns in
      if text == conclusion { return .concludes }
      let feedback = stored.first { $0.text == text && $0.turnsBefore == turns }?.feedback
      return .invalid(feedback ?? "")
    }
    var conversation = CodeConversation(opening: opening, rules: rules)
    var replies = stored[...]
    for (index, turn) in trace.turns.enumerated() {
      while let reply = replies.first, reply.turnsBefore <= index {
        replies.removeFirst()
        conversation.take(completion(text: reply.text), id: reply.id)
        guard conversation.next == .ask else { return nil }
      }
      conversation.take(completion(of: turn, number: index, mode: mode), id: turn.id)
      guard case .run(turn.code) = conversation.next else { return nil }
      conversation.take(turn.execution)
    }
    for reply in replies {
      guard conversation.next == .ask else { return nil }
      conversation.take(completion(text: reply.text), id: reply.id)
    }
    if let conclusion, conversation.next == .ask {
      conversation.take(completion(text: conclusion), id: "")
    }
    guard conversation.trace.invalidReplies.map(\.feedback) == stored.map(\.feedback) else {
      return nil
    }
    return conversation.transcript
  }

  /// The limit on turns that an opening states: `Run 3 to 20 pieces of code`.
  private static func statedTurns(in opening: [ChatMessage]) -> Int? {
    for message in opening {
      for case .text(let text) in message.content {
        guard let start = text.firstRange(of: "Run "),
          let end = text[start.upperBound...].firstRange(of: " pieces of code")
        else { continue }
        return text[start.upperBound..<end.lowerBound].split(separator: " ").last.flatMap {
          Int($0)
        }
      }
    }
    return nil
  }

  private static func completion(text: String) -> Completion {
    Completion(content: [.text(text)], finishReason: .stop)
  }

  /// A completion that submits a turn's code as the model did.
  private static func completion(
    of turn: ConversationTrace.Turn, number: Int, mode: CodeMode
  ) -> Completion {
    guard mode == .tool else {
      let text = turn.reasoning.isEmpty ? "" : turn.reasoning + "\n\n"
      return completion(text: text + "```python\n" + turn.code + "\n```")
    }
    let arguments: JSONValue = ["code": .string(turn.code)]
    var content: [ContentBlock] = turn.reasoning.isEmpty ? [] : [.text(turn.reasoning)]
    content.append(
      .toolCall(
        ToolCall(id: "call_\(number + 1)", name: CodeTool.python.name, arguments: arguments.text)))
    return Completion(content: content, finishReason: .toolCalls)
  }
}

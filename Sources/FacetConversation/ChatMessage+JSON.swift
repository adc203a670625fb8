package import FacetJSON
package import FacetModels

extension ChatMessage {
  /// The message in chat-completions form: one for each call that it answers.
  package var chatMessages: [JSONValue] {
    guard role == .tool, content.count > 1 else { return [chatJSON] }
    return content.map { ChatMessage(role, [$0]).chatJSON }
  }

  /// The message in chat-completions form, which training tools read.
  package var chatJSON: JSONValue {
    var text = ""
    var calls: [JSONValue] = []
    var object: JSONObject = ["role": .string(role.rawValue)]
    for block in content {
      switch block {
      case .text(let piece): text += piece
      case .toolCall(let call):
        calls.append([
          "id": .string(call.id), "type": "function",
          "function": ["name": .string(call.name), "arguments": .string(call.arguments)],
        ])
      case .toolResult(let result):
        text += result.content
        object["tool_call_id"] = .string(result.callID)
        object["name"] = .string(result.name)
      // A provider's own part, which no other provider reads.
      case .opaque: break
      }
    }
    object["content"] = .string(text)
    if !calls.isEmpty { object["tool_calls"] = .array(calls) }
    return .object(object)
  }
}

extension ToolDefinition {
  /// The definition in chat-completions form.
  package var chatJSON: JSONValue {
    [
      "type": "function",
      "function": [
        "name": .string(name), "description": .string(description), "parameters": parameters,
      ],
    ]
  }
}

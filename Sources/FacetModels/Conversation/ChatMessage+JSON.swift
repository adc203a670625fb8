package import FacetJSON

extension ChatMessage {
  /// The message as JSON, in one shape for all wire formats: for fingerprints and records.
  package var json: JSONValue {
    ["role": .string(role.rawValue), "content": .array(content.map(\.json))]
  }

  /// Reads the output of ``json``; `nil` for anything else.
  package init?(json: JSONValue) {
    guard let role = json["role"]?.string.flatMap(Role.init(rawValue:)),
      let blocks = json["content"]?.array
    else { return nil }
    let content = blocks.compactMap(ContentBlock.init(json:))
    guard content.count == blocks.count else { return nil }
    self.init(role, content)
  }
}

extension ContentBlock {
  /// The block as JSON, with its kind in `type`.
  package var json: JSONValue {
    switch self {
    case .text(let text): ["type": "text", "text": .string(text)]
    case .toolCall(let call):
      [
        "type": "tool_call", "id": .string(call.id), "name": .string(call.name),
        "arguments": .string(call.arguments),
      ]
    case .toolResult(let result):
      [
        "type": "tool_result", "call_id": .string(result.callID), "name": .string(result.name),
        "content": .string(result.content), "is_error": .bool(result.isError),
      ]
    case .opaque(let opaque):
      [
        "type": "opaque", "wire_format": .string(opaque.wireFormat.rawValue),
        "value": opaque.value,
      ]
    }
  }

  /// Reads the output of ``json``; `nil` for anything else.
  package init?(json: JSONValue) {
    switch json["type"]?.string {
    case "text":
      guard let text = json["text"]?.string else { return nil }
      self = .text(text)
    case "tool_call":
      guard let id = json["id"]?.string, let name = json["name"]?.string,
        let arguments = json["arguments"]?.string
      else { return nil }
      self = .toolCall(ToolCall(id: id, name: name, arguments: arguments))
    case "tool_result":
      guard let id = json["call_id"]?.string, let name = json["name"]?.string,
        let content = json["content"]?.string, let isError = json["is_error"]?.bool
      else { return nil }
      self = .toolResult(ToolResult(callID: id, name: name, content: content, isError: isError))
    case "opaque":
      guard let format = json["wire_format"]?.string.flatMap(WireFormat.init(rawValue:)),
        let value = json["value"]
      else { return nil }
      self = .opaque(OpaqueBlock(wireFormat: format, value: value))
    default: return nil
    }
  }
}

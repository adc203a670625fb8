internal import FacetJSON

/// Writes a request body member by member, except those that the configuration's own members
/// (`extra_body`) override.
struct BodyWriter {
  private var json = JSONWriter()
  private let extra: JSONObject

  init(for request: ModelRequest) {
    extra = request.extraBody
    json.bytes.reserveCapacity(512 + request.messages.reduce(0) { $0 + $1.approximateSize })
    json.beginObject()
  }

  /// Writes a member unless the configuration overrides it.
  mutating func member(_ key: String, _ write: (inout JSONWriter) -> Void) {
    guard extra[key] == nil else { return }
    json.key(key)
    write(&json)
  }

  mutating func member(_ key: String, _ value: String?) {
    if let value { member(key) { $0.string(value) } }
  }

  mutating func member(_ key: String, _ value: Int?) {
    if let value { member(key) { $0.number(value) } }
  }

  mutating func member(_ key: String, _ value: JSONNumber?) {
    if let value { member(key) { $0.number(value) } }
  }

  mutating func member(_ key: String, _ values: [String]?) {
    if let values { member(key) { $0.array(of: values) } }
  }

  /// The whole body, with the configuration's own members at the end.
  consuming func finish() -> [UInt8] {
    for member in extra.members {
      json.key(member.key)
      json.value(member.value)
    }
    json.endObject()
    return json.bytes
  }
}

extension JSONWriter {
  mutating func array(of values: [String]) {
    beginArray()
    for value in values { string(value) }
    endArray()
  }

  mutating func member(_ name: String, _ value: String) {
    key(name)
    string(value)
  }

  /// Writes a tool call's arguments as an object; arguments that are not JSON go into a member of
  /// their own.
  mutating func argumentsObject(_ text: String) {
    let bytes = Array(text.utf8)
    if let value = try? ResponseJSON.value(of: bytes), value.object != nil {
      self.value(value)
    } else {
      beginObject()
      if text.contains(where: { !$0.isWhitespace }) { member("arguments", text) }
      endObject()
    }
  }
}

extension ChatMessage {
  /// The text of the message's text blocks, joined.
  var text: String {
    if content.count == 1, case .text(let text) = content[0] { return text }
    return content.reduce(into: "") { text, block in
      if case .text(let piece) = block { text += piece }
    }
  }

  /// The approximate size of the message in a request, in bytes.
  var approximateSize: Int {
    content.reduce(64) { size, block in
      switch block {
      case .text(let text): size + text.utf8.count + text.utf8.count / 16
      case .toolCall(let call): size + call.arguments.utf8.count + 128
      case .toolResult(let result): size + result.content.utf8.count + 128
      case .opaque: size + 256
      }
    }
  }

  var toolCalls: [ToolCall] {
    content.compactMap { if case .toolCall(let call) = $0 { call } else { nil } }
  }

  var toolResults: [ToolResult] {
    content.compactMap { if case .toolResult(let result) = $0 { result } else { nil } }
  }

  /// The opaque blocks to send back in a wire format.
  func opaqueValues(for wireFormat: WireFormat) -> [JSONValue] {
    content.compactMap { block in
      if case .opaque(let opaque) = block, opaque.wireFormat == wireFormat {
        opaque.value
      } else {
        nil
      }
    }
  }
}

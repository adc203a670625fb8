internal import FacetJSON

/// Anthropic's messages.
enum AnthropicMessages {
  static let version = "2023-06-01"

  /// The output limit where the configuration sets none, since the format demands one.
  static let defaultMaxTokens = 4000

  /// The path below a base URL, which is customarily written with and without `/v1`.
  static func path(_ path: String, below base: String) -> String {
    base.hasSuffix("/v1") ? path : "/v1" + path
  }

  /// Returns the body of `POST /v1/messages`.
  static func body(of request: ModelRequest, adjustments: RequestAdjustments) -> [UInt8] {
    let options = request.options.applying(adjustments)
    let system = request.messages.filter { $0.role == .system }.map(\.text)
    var body = BodyWriter(for: request)
    body.member("model", request.model)
    body.member("max_tokens", options.maxTokens ?? defaultMaxTokens)
    if !system.isEmpty { body.member("system", system.joined(separator: "\n\n")) }
    body.member("messages") { json in
      json.beginArray()
      writeTurns(of: request, to: &json)
      json.endArray()
    }
    if !request.tools.isEmpty {
      body.member("tools") { json in
        json.beginArray()
        for tool in request.tools { write(tool, to: &json) }
        json.endArray()
      }
    }
    body.member("temperature", options.temperature)
    body.member("top_p", options.topP)
    body.member("stop_sequences", options.stop)
    if let effort = options.reasoningEffort { write(effort: effort, to: &body) }
    return body.finish()
  }

  private static func write(effort: String, to body: inout BodyWriter) {
    if effort == "none" {
      body.member("thinking") { json in
        json.beginObject()
        json.member("type", "disabled")
        json.endObject()
      }
    } else {
      body.member("output_config") { json in
        json.beginObject()
        json.member("effort", effort)
        json.endObject()
      }
    }
  }

  /// Writes the turns after the system's: neighbours of one role become one message, in which
  /// the results of tools come first.
  private static func writeTurns(of request: ModelRequest, to json: inout JSONWriter) {
    let turns = request.messages.filter { $0.role != .system }
    var start = 0
    while start < turns.count {
      let isAssistant = turns[start].role == .assistant
      var end = start + 1
      while end < turns.count, (turns[end].role == .assistant) == isAssistant { end += 1 }
      let blocks = turns[start..<end].flatMap(\.content)
      json.beginObject()
      json.member("role", isAssistant ? "assistant" : "user")
      json.key("content")
      if end == turns.count, let length = request.cachedPrefixLength, blocks.count == 1,
        case .text(let text) = blocks[0], let parts = MarkedPrefix(of: text, length: length)
      {
        parts.write(to: &json)
      } else {
        write(isAssistant ? blocks : resultsFirst(blocks), to: &json)
      }
      json.endObject()
      start = end
    }
  }

  private static func resultsFirst(_ blocks: [ContentBlock]) -> [ContentBlock] {
    let results = blocks.filter { if case .toolResult = $0 { true } else { false } }
    let others = blocks.filter { if case .toolResult = $0 { false } else { true } }
    return results + others
  }

  private static func write(_ blocks: [ContentBlock], to json: inout JSONWriter) {
    if blocks.count == 1, case .text(let text) = blocks[0] {
      json.string(text)
      return
    }
    json.beginArray()
    for block in blocks { write(block, to: &json) }
    json.endArray()
  }

  private static func write(_ block: ContentBlock, to json: inout JSONWriter) {
    switch block {
    case .text(let text):
      // An empty text block is refused.
      guard !text.isEmpty else { return }
      json.beginObject()
      json.member("type", "text")
      json.member("text", text)
      json.endObject()
    case .toolCall(let call):
      json.beginObject()
      json.member("type", "tool_use")
      json.member("id", call.id)
      json.member("name", call.name)
      json.key("input")
      json.argumentsObject(call.arguments)
      json.endObject()
    case .toolResult(let result):
      json.beginObject()
      json.member("type", "tool_result")
      json.member("tool_use_id", result.callID)
      json.member("content", result.content)
      if result.isError {
        json.key("is_error")
        json.bool(true)
      }
      json.endObject()
    case .opaque(let opaque):
      if opaque.wireFormat == .anthropicMessages { json.value(opaque.value) }
    }
  }

  private static func write(_ tool: ToolDefinition, to json: inout JSONWriter) {
    json.beginObject()
    json.member("name", tool.name)
    json.member("description", tool.description)
    json.key("input_schema")
    json.value(tool.parameters)
    json.endObject()
  }
}

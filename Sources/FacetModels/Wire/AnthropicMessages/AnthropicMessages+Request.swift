internal import FacetJSON

/// Anthropic's messages.
enum AnthropicMessages {
  static let version = "2023-06-01"

  /// The output limit if the configuration sets none, because the format requires one.
  static let defaultMaxTokens = 4000

  /// The path below a base URL, which may end in `/v1` or not.
  static func path(_ path: String, below base: String) -> String {
    base.hasSuffix("/v1") ? path : "/v1" + path
  }

  /// Returns the body of `POST /v1/messages`.
  static func body(of request: ModelRequest, adjustments: RequestAdjustments) -> [UInt8] {
    let options = request.options.applying(adjustments)
    let (request, schema) = request.writingFormat(adjustments, for: .anthropicMessages)
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
    let effort = effort(of: options, model: request.model)
    if let effort { write(thinkingOf: effort, to: &body) }
    if schema != nil || effort?.output != nil {
      body.member("output_config") { write(effort: effort?.output, schema: schema, to: &$0) }
    }
    body.member("service_tier", request.serviceTier)
    return body.finish()
  }

  /// A model's form of the reasoning effort; `nil` if it is not set or the model has none.
  static func effort(of options: SamplingOptions, model: String) -> AnthropicEffort? {
    options.reasoningEffort.flatMap {
      AnthropicEffort($0, model: model, maxTokens: options.maxTokens ?? defaultMaxTokens)
    }
  }

  private static func write(thinkingOf effort: AnthropicEffort, to body: inout BodyWriter) {
    switch effort {
    case .disabled: body.member("thinking") { write(thinking: "disabled", to: &$0) }
    case .budget(let tokens):
      body.member("thinking") { write(thinking: "enabled", budget: tokens, to: &$0) }
    case .adaptive: body.member("thinking") { write(thinking: "adaptive", to: &$0) }
    case .effort: break
    }
  }

  private static func write(
    thinking type: String, budget: Int? = nil, to json: inout JSONWriter
  ) {
    json.beginObject()
    json.member("type", type)
    if let budget {
      json.key("budget_tokens")
      json.number(budget)
    }
    json.endObject()
  }

  private static func write(effort: String?, schema: JSONValue?, to json: inout JSONWriter) {
    json.beginObject()
    if let effort { json.member("effort", effort) }
    if let schema {
      json.key("format")
      json.beginObject()
      json.member("type", "json_schema")
      json.key("schema")
      json.value(schema)
      json.endObject()
    }
    json.endObject()
  }

  /// Writes the turns after the system's: consecutive messages of one role become one message, with
  /// tool results first.
  private static func writeTurns(of request: ModelRequest, to json: inout JSONWriter) {
    let turns = groups(of: request.messages)
    let marks =
      request.cachesHistory
      ? HistoryMarks(
        userMessages: turns.indices.filter { !turns[$0].isAssistant },
        and: request.cachedPrefixLength == 0 && turns.count > 1 ? turns.count - 2 : nil) : .none
    for (place, turn) in turns.enumerated() {
      json.beginObject()
      json.member("role", turn.isAssistant ? "assistant" : "user")
      json.key("content")
      if place == turns.count - 1, let length = request.cachedPrefixLength,
        turn.blocks.count == 1, case .text(let text) = turn.blocks[0],
        let parts = MarkedPrefix(of: text, length: length)
      {
        parts.write(to: &json)
      } else {
        let blocks = turn.isAssistant ? turn.blocks : resultsFirst(turn.blocks)
        // The text after an opening states the number of omitted messages, which differs from turn
        // to turn.
        write(
          blocks, markedAt: !marks.contains(place) ? nil : place == 0 ? 0 : blocks.count - 1,
          to: &json)
      }
      json.endObject()
    }
  }

  /// The blocks of consecutive messages with one role.
  private static func groups(
    of messages: [ChatMessage]
  ) -> [(isAssistant: Bool, blocks: [ContentBlock])] {
    var groups: [(isAssistant: Bool, blocks: [ContentBlock])] = []
    for message in messages where message.role != .system {
      let isAssistant = message.role == .assistant
      if groups.last?.isAssistant == isAssistant {
        groups[groups.count - 1].blocks += message.content
      } else {
        groups.append((isAssistant, message.content))
      }
    }
    return groups
  }

  private static func resultsFirst(_ blocks: [ContentBlock]) -> [ContentBlock] {
    let results = blocks.filter { if case .toolResult = $0 { true } else { false } }
    let others = blocks.filter { if case .toolResult = $0 { false } else { true } }
    return results + others
  }

  /// - Parameter marked: The index of the last block that the provider's cache is to keep.
  private static func write(
    _ blocks: [ContentBlock], markedAt marked: Int?, to json: inout JSONWriter
  ) {
    if blocks.count == 1, marked == nil, case .text(let text) = blocks[0] {
      json.string(text)
      return
    }
    json.beginArray()
    for (place, block) in blocks.enumerated() {
      write(block, isMarked: place == marked, to: &json)
    }
    json.endArray()
  }

  private static func write(_ block: ContentBlock, isMarked: Bool, to json: inout JSONWriter) {
    switch block {
    case .text(let text):
      // Empty text blocks are refused.
      guard !text.isEmpty else { return }
      json.beginObject()
      json.member("type", "text")
      json.member("text", text)
    case .toolCall(let call):
      json.beginObject()
      json.member("type", "tool_use")
      json.member("id", call.id)
      json.member("name", call.name)
      json.key("input")
      json.argumentsObject(call.arguments)
    case .toolResult(let result):
      json.beginObject()
      json.member("type", "tool_result")
      json.member("tool_use_id", result.callID)
      json.member("content", result.content)
      if result.isError {
        json.key("is_error")
        json.bool(true)
      }
    case .opaque(let opaque):
      if opaque.wireFormat == .anthropicMessages { json.value(opaque.value) }
      return
    }
    if isMarked { json.cacheControl() }
    json.endObject()
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

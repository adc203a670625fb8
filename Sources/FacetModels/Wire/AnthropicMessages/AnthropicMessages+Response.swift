internal import FacetJSON

extension AnthropicMessages {
  /// Returns the completion that a body holds.
  static func completion(of body: JSONValue) throws(UnreadableBody) -> Completion {
    guard let blocks = body["content"]?.array else {
      throw UnreadableBody(reason: "it has no 'content'")
    }
    let content = blocks.compactMap(contentBlock)
    let raw = body["stop_reason"]?.string
    let callsTool = content.contains { if case .toolCall = $0 { true } else { false } }
    let reason = FinishReason(raw: raw).considering(toolCalls: callsTool)
    return Completion(
      content: content, finishReason: reason, rawFinishReason: raw,
      refusal: reason == .refusal ? body["stop_details"]?["explanation"]?.string : nil,
      usage: body.present("usage").flatMap(tokenUsage), model: body["model"]?.string,
      reportedCostUSD: nil)
  }

  private static func contentBlock(_ block: JSONValue) -> ContentBlock? {
    switch block["type"]?.string {
    case "text":
      guard let text = block["text"]?.string, !text.isEmpty else { return nil }
      return .text(text)
    case "tool_use":
      guard let id = block["id"]?.string, let name = block["name"]?.string else { return nil }
      return .toolCall(ToolCall(id: id, name: name, arguments: (block["input"] ?? [:]).text))
    case nil: return nil
    default: return .opaque(OpaqueBlock(wireFormat: .anthropicMessages, value: block))
    }
  }

  /// The tokens of a body's `usage`, whose input counts leave out what a cache served or stored.
  static func tokenUsage(_ usage: JSONValue) -> TokenUsage? {
    let read = usage.count("cache_read_input_tokens")
    let written = usage.count("cache_creation_input_tokens")
    let completion = usage.count("output_tokens")
    let thinking = (usage["output_tokens_details"] ?? .null).count("thinking_tokens")
    return TokenUsage(
      promptTokens: usage.count("input_tokens") + read + written, cachedTokens: read,
      cacheWriteTokens: written, completionTokens: completion,
      reasoningTokens: min(thinking, completion)
    ).unlessEmpty
  }
}

internal import FacetJSON

extension AnthropicMessages {
  /// Returns the completion in a body.
  static func completion(of body: JSONValue) throws(UnreadableBody) -> Completion {
    guard let blocks = body["content"]?.array else {
      throw UnreadableBody(reason: "it has no 'content'")
    }
    let content = blocks.compactMap(contentBlock)
    let raw = body["stop_reason"]?.string
    let callsTool = content.contains { if case .toolCall = $0 { true } else { false } }
    let reason = FinishReason(raw: raw).considering(toolCalls: callsTool)
    var completion = Completion(
      content: content, finishReason: reason, rawFinishReason: raw,
      refusal: reason == .refusal ? body["stop_details"]?["explanation"]?.string : nil,
      usage: body.present("usage").flatMap(tokenUsage), model: body["model"]?.string,
      reportedCostUSD: nil)
    completion.addReasoning(blocks.compactMap { $0["thinking"]?.string })
    return completion
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

  /// The tokens in a body's `usage`, whose input counts exclude tokens read from or written to a
  /// cache; `nil` if a count is missing or implausible.
  static func tokenUsage(_ usage: JSONValue) -> TokenUsage? {
    guard let input = usage.countIfPresent("input_tokens"),
      let completion = usage.countIfPresent("output_tokens"),
      !usage.holdsImplausibleCount("cache_read_input_tokens", "cache_creation_input_tokens")
    else { return nil }
    let read = usage.count("cache_read_input_tokens")
    let writes = usage["cache_creation"] ?? .null
    let hour = writes.count("ephemeral_1h_input_tokens")
    let written =
      usage.countIfPresent("cache_creation_input_tokens")
      ?? hour + writes.count("ephemeral_5m_input_tokens")
    let thinking = (usage["output_tokens_details"] ?? .null).count("thinking_tokens")
    return TokenUsage(
      promptTokens: input + read + written, cachedTokens: read, cacheWriteTokens: written,
      hourCacheWriteTokens: min(hour, written), completionTokens: completion,
      reasoningTokens: min(thinking, completion)
    ).unlessEmpty
  }
}

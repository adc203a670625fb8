internal import FacetJSON

extension OpenAIChat {
  /// Members of a message that must be sent back together with tool results.
  private static let echoedMembers = ["reasoning_content", "reasoning_details"]

  /// Returns the completion in a body.
  static func completion(of body: JSONValue) throws(UnreadableBody) -> Completion {
    guard let choices = body["choices"]?.array else {
      throw UnreadableBody(reason: "it has no 'choices'")
    }
    guard let choice = choices.first else {
      throw UnreadableBody(reason: "its 'choices' are empty")
    }
    // Completions outside a conversation put the text next to the message.
    guard
      let message = choice.present("message")
        ?? choice.present("text").map({ text in
          .object(["content": text])
        })
    else {
      throw UnreadableBody(reason: "its choice has no 'message'")
    }
    let calls = toolCalls(of: message)
    var content: [ContentBlock] = []
    if !calls.isEmpty, let echoed = echoedBlock(of: message) { content.append(.opaque(echoed)) }
    let text = text(of: message["content"])
    if !text.isEmpty { content.append(.text(text)) }
    content += calls.map(ContentBlock.toolCall)
    let raw = choice["finish_reason"]?.string
    var reason = FinishReason(raw: raw).considering(toolCalls: !calls.isEmpty)
    let refusal = refusal(of: message)
    if refusal != nil { reason = .refusal }
    let usage = body.present("usage") ?? body["x_groq"]?.present("usage")
    var completion = Completion(
      content: content, finishReason: reason, rawFinishReason: raw, refusal: refusal,
      usage: usage.flatMap(tokenUsage), model: body["model"]?.string,
      reportedCostUSD: ReportedCost.of(usage: usage))
    completion.addReasoning(reasoning(of: message))
    return completion
  }

  /// The thoughts in a separate member of a message, under any of the names in use.
  private static func reasoning(of message: JSONValue) -> [String] {
    for key in ["reasoning_content", "reasoning", "thinking"] {
      if let text = message[key]?.string, !text.isEmpty { return [text] }
    }
    let details = (message["reasoning_details"]?.array ?? []).compactMap { detail in
      detail["text"]?.string ?? detail["summary"]?.string
    }
    if !details.isEmpty { return details }
    return (message["content"]?.array ?? []).flatMap { part -> [String] in
      guard part["type"]?.string == "thinking" else { return [] }
      if let text = part["thinking"]?.string { return [text] }
      return (part["thinking"]?.array ?? []).compactMap { $0["text"]?.string }
    }
  }

  /// The text of a message's content: a string, null, or parts, without thinking parts.
  private static func text(of content: JSONValue?) -> String {
    switch content {
    case .string(let text)?: text
    case .array(let parts)?:
      parts.reduce(into: "") { text, part in
        if let piece = part.string {
          text += piece
        } else if part["type"]?.string.map({ $0 == "text" || $0 == "output_text" }) ?? true {
          text += part["text"]?.string ?? ""
        }
      }
    default: ""
    }
  }

  private static func refusal(of message: JSONValue) -> String? {
    if let text = message["refusal"]?.string, !text.isEmpty { return text }
    for part in message["content"]?.array ?? [] where part["type"]?.string == "refusal" {
      if let text = part["refusal"]?.string { return text }
    }
    return nil
  }

  private static func toolCalls(of message: JSONValue) -> [ToolCall] {
    var calls: [ToolCall] = []
    for (index, call) in (message["tool_calls"]?.array ?? []).enumerated() {
      guard let function = call.present("function"), let name = function["name"]?.string else {
        continue
      }
      let id = call["id"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? "call_\(index)"
      calls.append(ToolCall(id: id, name: name, arguments: arguments(function["arguments"])))
    }
    if calls.isEmpty, let function = message.present("function_call"),
      let name = function["name"]?.string
    {
      calls.append(
        ToolCall(id: "call_0", name: name, arguments: arguments(function["arguments"])))
    }
    return calls
  }

  private static func arguments(_ value: JSONValue?) -> String {
    switch value {
    case .string(let text)?: text
    case nil, .null?: "{}"
    case let other?: other.text
    }
  }

  private static func echoedBlock(of message: JSONValue) -> OpaqueBlock? {
    var members = JSONObject()
    for key in echoedMembers {
      if let value = message.present(key) { members[key] = value }
    }
    return members.isEmpty ? nil : OpaqueBlock(wireFormat: .openAIChat, value: .object(members))
  }

  /// The tokens in a body's `usage`; `nil` if a count is missing or implausible.
  static func tokenUsage(_ usage: JSONValue) -> TokenUsage? {
    guard let prompt = usage.countIfPresent("prompt_tokens"),
      var completion = usage.countIfPresent("completion_tokens")
    else { return nil }
    let promptDetails = usage["prompt_tokens_details"] ?? .null
    let reasoning =
      (usage["completion_tokens_details"] ?? .null).countIfPresent("reasoning_tokens")
      ?? usage.count("reasoning_tokens")
    // One provider counts reasoning separately from the completion; its total reveals that.
    if reasoning > 0, usage.count("total_tokens") == prompt + completion + reasoning {
      completion += reasoning
    }
    let cached =
      promptDetails.countIfPresent("cached_tokens")
      ?? usage.countIfPresent("prompt_cache_hit_tokens") ?? usage.count("cached_tokens")
    return TokenUsage(
      promptTokens: prompt, cachedTokens: min(cached, prompt),
      cacheWriteTokens: min(promptDetails.count("cache_write_tokens"), prompt),
      completionTokens: completion, reasoningTokens: min(reasoning, completion)
    ).unlessEmpty
  }
}

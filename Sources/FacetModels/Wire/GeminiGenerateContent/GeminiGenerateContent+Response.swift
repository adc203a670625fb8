internal import FacetJSON

extension GeminiGenerateContent {
  /// Returns the completion in a body; a blocked prompt is a completion without content.
  static func completion(of body: JSONValue) throws(UnreadableBody) -> Completion {
    let usage = body.present("usageMetadata").flatMap(tokenUsage)
    let model = body["modelVersion"]?.string
    guard let candidate = body["candidates"]?[0] else {
      guard let reason = body["promptFeedback"]?["blockReason"]?.string else {
        throw UnreadableBody(reason: "it has no 'candidates'")
      }
      return Completion(
        content: [], finishReason: .contentFilter, rawFinishReason: reason,
        refusal: body["promptFeedback"]?["blockReasonMessage"]?.string, usage: usage, model: model)
    }
    var content: [ContentBlock] = []
    var callsTool = false
    let parts = candidate["content"]?["parts"]?.array ?? []
    for (index, part) in parts.enumerated() {
      let blocks = blocks(of: part, at: index)
      callsTool = callsTool || part["functionCall"] != nil
      content += blocks
    }
    let raw = candidate["finishReason"]?.string
    var completion = Completion(
      content: content,
      finishReason: FinishReason(raw: raw).considering(toolCalls: callsTool),
      rawFinishReason: raw, usage: usage, model: model)
    completion.addReasoning(
      parts.compactMap { $0["thought"]?.bool == true ? $0["text"]?.string : nil })
    return completion
  }

  /// The blocks of a part: a signed part is kept verbatim, before its content.
  private static func blocks(of part: JSONValue, at index: Int) -> [ContentBlock] {
    var blocks: [ContentBlock] = []
    if part.present("thoughtSignature") != nil {
      blocks.append(.opaque(OpaqueBlock(wireFormat: .geminiGenerateContent, value: part)))
    }
    if part["thought"]?.bool == true { return blocks }
    if let call = part.present("functionCall"), let name = call["name"]?.string {
      let id = call["id"]?.string ?? "\(ownCallPrefix)\(index)"
      blocks.append(
        .toolCall(ToolCall(id: id, name: name, arguments: (call["args"] ?? [:]).text)))
    } else if let text = part["text"]?.string, !text.isEmpty {
      blocks.append(.text(text))
    }
    return blocks
  }

  /// The tokens in a body's `usageMetadata`, which counts thoughts separately from the candidates
  /// and omits zero counts; `nil` if a count is implausible.
  static func tokenUsage(_ usage: JSONValue) -> TokenUsage? {
    guard let promptCount = usage.countIfPresent("promptTokenCount"),
      !usage.holdsImplausibleCount(
        "thoughtsTokenCount", "toolUsePromptTokenCount", "candidatesTokenCount")
    else { return nil }
    let thoughts = usage.count("thoughtsTokenCount")
    let prompt = promptCount + usage.count("toolUsePromptTokenCount")
    return TokenUsage(
      promptTokens: prompt, cachedTokens: min(usage.count("cachedContentTokenCount"), prompt),
      completionTokens: usage.count("candidatesTokenCount") + thoughts, reasoningTokens: thoughts
    ).unlessEmpty
  }
}

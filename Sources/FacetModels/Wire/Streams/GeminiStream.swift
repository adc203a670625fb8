internal import FacetJSON

/// Joins the responses of a stream; each contains the next parts.
struct GeminiStream: StreamJoining {
  private var head = JSONObject()
  private var parts: [JSONValue] = []
  /// Text of consecutive parts that differ in nothing else.
  private var text = TextPieces()
  private var isThought = false
  private var finishReason: JSONValue?
  private var isAnswer = false

  var isComplete: Bool { finishReason != nil || head["promptFeedback"]?["blockReason"] != nil }

  mutating func add(_ event: JSONValue) {
    for key in ["usageMetadata", "modelVersion", "responseId", "promptFeedback"] {
      head.take(key, from: event)
    }
    guard let candidates = event["candidates"]?.array else {
      isAnswer = isAnswer || event["promptFeedback"] != nil
      return
    }
    isAnswer = true
    for candidate in candidates where (candidate["index"]?.int ?? 0) == 0 {
      for part in candidate["content"]?["parts"]?.array ?? [] { add(part: part) }
      if let reason = candidate.present("finishReason") { finishReason = reason }
    }
  }

  private mutating func add(part: JSONValue) {
    let thought = part["thought"]?.bool == true
    guard let piece = part["text"]?.string, part.present("thoughtSignature") == nil,
      part.present("functionCall") == nil
    else {
      endText()
      parts.append(part)
      return
    }
    if thought != isThought { endText() }
    isThought = thought
    text.append(piece)
  }

  private mutating func endText() {
    if !text.isEmpty { parts.append(textPart) }
    text = TextPieces()
  }

  private var textPart: JSONValue {
    isThought
      ? ["text": .string(text.joined), "thought": true] : ["text": .string(text.joined)]
  }

  func body(broken: String?) -> JSONValue? {
    guard isAnswer else { return nil }
    var body = head
    // Without a candidate the prompt was blocked; the rest of the body says so.
    if finishReason != nil || !parts.isEmpty || !text.isEmpty || broken != nil {
      body["candidates"] = [
        [
          "content": ["role": "model", "parts": .array(text.isEmpty ? parts : parts + [textPart])],
          "finishReason": broken.map { .string($0) } ?? finishReason ?? .null,
        ]
      ]
    }
    return .object(body)
  }
}

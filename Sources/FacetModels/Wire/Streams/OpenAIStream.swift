internal import FacetJSON

/// Joins the chunks of a chat completion, and Ollama's own lines as well.
struct OpenAIStream: StreamJoining {
  private var head = JSONObject()
  private var message = JSONObject()
  private var text = TextPieces()
  private var reasoning = TextPieces()
  private var calls: [(index: Int, call: JSONObject)] = []
  private var finishReason: JSONValue?
  private var isAnswer = false

  private static let mostCalls = 1000

  var isComplete: Bool { finishReason != nil }

  mutating func add(_ event: JSONValue) {
    for key in ["id", "model", "usage", "x_groq"] { head.take(key, from: event) }
    if let choices = event["choices"]?.array {
      isAnswer = true
      // The usage arrives in a chunk without a choice; of several choices only the first was
      // requested.
      for choice in choices where (choice["index"]?.int ?? 0) == 0 { add(choice: choice) }
    } else if let message = event.present("message"), event["done"] != nil {
      isAnswer = true
      add(delta: message)
      if event["done"]?.bool == true { end(event) }
    }
  }

  private mutating func add(choice: JSONValue) {
    if let reason = choice.present("finish_reason") { finishReason = reason }
    if let delta = choice.present("delta") {
      add(delta: delta)
    } else if let whole = choice.present("message") {
      // A whole message replaces everything before it.
      text = TextPieces()
      reasoning = TextPieces()
      calls = []
      add(delta: whole)
    } else {
      text.append(choice["text"]?.string)
    }
  }

  private mutating func add(delta: JSONValue) {
    if let parts = delta["content"]?.array {
      for part in parts {
        if part["type"]?.string == "thinking" {
          for piece in part["thinking"]?.array ?? [] { reasoning.append(piece["text"]?.string) }
        } else {
          text.append(part["text"]?.string)
        }
      }
    } else {
      text.append(delta["content"]?.string)
    }
    reasoning.append(
      delta["reasoning_content"]?.string ?? delta["reasoning"]?.string
        ?? delta["thinking"]?.string)
    message.append(delta["refusal"]?.string, to: "refusal")
    for (position, call) in (delta["tool_calls"]?.array ?? []).enumerated() {
      add(call: call, at: call["index"]?.int ?? position)
    }
    if let function = delta.present("function_call") {
      add(call: .object(["function": function]), at: 0)
    }
  }

  private mutating func add(call: JSONValue, at index: Int) {
    guard let place = calls.firstIndex(where: { $0.index == index }) else {
      if let object = call.object, calls.count < Self.mostCalls { calls.append((index, object)) }
      return
    }
    var known = calls[place].call
    var function = known["function"]?.object ?? [:]
    if known["id"] == nil { known.take("id", from: call) }
    if function["name"] == nil, let name = call["function"]?["name"] { function["name"] = name }
    if let more = call["function"]?.present("arguments") {
      if more.string == nil || function["arguments"]?.string == nil {
        function["arguments"] = more
      } else {
        function.append(more.string, to: "arguments")
      }
    }
    known["function"] = .object(function)
    calls[place].call = known
  }

  /// Ollama's last line, which has its own names for the token counts.
  private mutating func end(_ event: JSONValue) {
    finishReason = event.present("done_reason") ?? "stop"
    guard let completion = event.present("eval_count") else { return }
    head["usage"] = .object([
      "prompt_tokens": event["prompt_eval_count"] ?? .null, "completion_tokens": completion,
    ])
  }

  func body(broken: String?) -> JSONValue? {
    guard isAnswer else { return nil }
    var message = message
    message["content"] = .string(text.joined)
    if !reasoning.isEmpty { message["reasoning_content"] = .string(reasoning.joined) }
    if !calls.isEmpty {
      message["tool_calls"] = .array(calls.sorted { $0.index < $1.index }.map { .object($0.call) })
    }
    var body = head
    body["choices"] = [
      [
        "message": .object(message),
        "finish_reason": broken.map { .string($0) } ?? finishReason ?? .null,
      ]
    ]
    return .object(body)
  }
}

/// A text that grows piece by piece, joined once.
struct TextPieces {
  private var bytes: [UInt8] = []

  var isEmpty: Bool { bytes.isEmpty }
  var joined: String { String(decoding: bytes, as: UTF8.self) }

  mutating func append(_ text: String?) {
    if let text { bytes += text.utf8 }
  }
}

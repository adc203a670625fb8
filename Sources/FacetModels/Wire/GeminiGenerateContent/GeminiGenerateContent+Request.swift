internal import FacetJSON

/// Gemini's generateContent.
enum GeminiGenerateContent {
  /// The prefix of identifiers that Facet assigns to calls without one; such an identifier is never
  /// sent.
  static let ownCallPrefix = "facet-call-"

  /// The path below the base URL; a name may already begin with `models/`.
  static func path(model: String) -> String {
    let name =
      model.hasPrefix("models/") || model.hasPrefix("tunedModels/")
      ? model : "models/\(model)"
    return "/\(name):generateContent"
  }

  /// Returns the body of `POST /models/{model}:generateContent`.
  static func body(of request: ModelRequest, adjustments: RequestAdjustments) -> [UInt8] {
    let options = request.options.applying(adjustments)
    let (request, schema) = request.writingFormat(adjustments, for: .geminiGenerateContent)
    let system = request.messages.filter { $0.role == .system }
    var body = BodyWriter(for: request)
    if !system.isEmpty {
      body.member("systemInstruction") { json in
        json.beginObject()
        json.key("parts")
        json.beginArray()
        for message in system { write(text: message.text, to: &json) }
        json.endArray()
        json.endObject()
      }
    }
    body.member("contents") { json in
      json.beginArray()
      writeTurns(of: request.messages, to: &json)
      json.endArray()
    }
    if !request.tools.isEmpty {
      body.member("tools") { json in
        json.beginArray()
        json.beginObject()
        json.key("functionDeclarations")
        json.beginArray()
        for tool in request.tools { write(tool, to: &json) }
        json.endArray()
        json.endObject()
        json.endArray()
      }
    }
    if !options.setOptions.isEmpty || schema != nil {
      body.member("generationConfig") { json in
        write(options, model: request.model, schema: schema, to: &json)
      }
    }
    body.member("serviceTier", request.serviceTier)
    return body.finish()
  }

  private static func write(
    _ options: SamplingOptions, model: String, schema: JSONValue?, to json: inout JSONWriter
  ) {
    json.beginObject()
    if let maxTokens = options.maxTokens {
      json.key("maxOutputTokens")
      json.number(maxTokens)
    }
    if let temperature = options.temperature {
      json.key("temperature")
      json.number(temperature)
    }
    if let topP = options.topP {
      json.key("topP")
      json.number(topP)
    }
    if let stop = options.stop {
      json.key("stopSequences")
      json.array(of: stop)
    }
    if let seed = options.seed {
      json.key("seed")
      json.number(seed)
    }
    if let schema {
      json.member("responseMimeType", "application/json")
      json.key("responseJsonSchema")
      json.value(schema)
    }
    if let effort = options.reasoningEffort {
      json.key("thinkingConfig")
      json.beginObject()
      if let budget = thinkingBudget(effort, model: model) {
        json.key("thinkingBudget")
        json.number(budget)
      } else {
        json.member("thinkingLevel", effort == "none" ? "MINIMAL" : effort.uppercased())
      }
      json.endObject()
    }
    json.endObject()
  }

  /// The thinking budget for an effort, in tokens, at models that accept a budget; `nil` for those
  /// that accept a level, since a request with both is refused.
  private static func thinkingBudget(_ effort: String, model: String) -> Int? {
    guard model.lowercased().contains("gemini-2.5") else { return nil }
    return switch effort {
    case "none": 0
    case "minimal", "low": 1024
    case "medium": 8192
    default: 24_576
    }
  }

  private static func writeTurns(of messages: [ChatMessage], to json: inout JSONWriter) {
    let turns = messages.filter { $0.role != .system }
    var start = 0
    while start < turns.count {
      let isModel = turns[start].role == .assistant
      var end = start + 1
      while end < turns.count, (turns[end].role == .assistant) == isModel { end += 1 }
      json.beginObject()
      json.member("role", isModel ? "model" : "user")
      json.key("parts")
      json.beginArray()
      write(turns[start..<end].flatMap(\.content), to: &json)
      json.endArray()
      json.endObject()
      start = end
    }
  }

  private static func write(_ blocks: [ContentBlock], to json: inout JSONWriter) {
    var isCovered = false
    for block in blocks {
      let skips = isCovered
      isCovered = false
      switch block {
      case .opaque(let opaque):
        guard opaque.wireFormat == .geminiGenerateContent else { continue }
        json.value(opaque.value)
        isCovered = coversNext(opaque.value)
      case .text(let text):
        if !skips { write(text: text, to: &json) }
      case .toolCall(let call):
        if !skips { write(call, to: &json) }
      case .toolResult(let result): write(result, to: &json)
      }
    }
  }

  /// Whether an opaque part is the signed form of the next block, which is then not written again.
  static func coversNext(_ part: JSONValue) -> Bool {
    guard part["thought"]?.bool != true else { return false }
    return part["functionCall"] != nil || part["text"]?.string?.isEmpty == false
  }

  private static func write(text: String, to json: inout JSONWriter) {
    json.beginObject()
    json.member("text", text)
    json.endObject()
  }

  private static func write(_ call: ToolCall, to json: inout JSONWriter) {
    json.beginObject()
    json.key("functionCall")
    json.beginObject()
    writeID(call.id, to: &json)
    json.member("name", call.name)
    json.key("args")
    json.argumentsObject(call.arguments)
    json.endObject()
    json.endObject()
  }

  private static func write(_ result: ToolResult, to json: inout JSONWriter) {
    json.beginObject()
    json.key("functionResponse")
    json.beginObject()
    writeID(result.callID, to: &json)
    json.member("name", result.name)
    json.key("response")
    json.beginObject()
    json.member(result.isError ? "error" : "output", result.content)
    json.endObject()
    json.endObject()
    json.endObject()
  }

  private static func writeID(_ id: String, to json: inout JSONWriter) {
    if !id.hasPrefix(ownCallPrefix) { json.member("id", id) }
  }

  private static func write(_ tool: ToolDefinition, to json: inout JSONWriter) {
    json.beginObject()
    json.member("name", tool.name)
    json.member("description", tool.description)
    json.key("parametersJsonSchema")
    json.value(tool.parameters)
    json.endObject()
  }
}

internal import FacetJSON

/// OpenAI's chat completions, as OpenAI and compatible servers implement them.
enum OpenAIChat {
  /// Returns the body of `POST /chat/completions`.
  static func body(
    of request: ModelRequest, for provider: Provider, adjustments: RequestAdjustments
  ) -> [UInt8] {
    let options = request.options.applying(adjustments)
    let (request, schema) = request.writingFormat(adjustments, for: .openAIChat)
    var body = BodyWriter(for: request)
    body.member("model", request.model)
    body.member("messages") { json in
      json.beginArray()
      for message in request.messages { write(message, to: &json) }
      json.endArray()
    }
    if !request.tools.isEmpty {
      body.member("tools") { json in
        json.beginArray()
        for tool in request.tools { write(tool, to: &json) }
        json.endArray()
      }
    }
    // The configuration's own limit counts under either of the two names.
    if request.extraBody["max_tokens"] == nil, request.extraBody["max_completion_tokens"] == nil {
      body.member(
        maxTokensKey(of: provider, model: request.model, adjustments: adjustments),
        options.maxTokens)
    }
    body.member("temperature", options.temperature)
    body.member("top_p", options.topP)
    body.member("stop", options.stop)
    body.member(provider.seedKey, options.seed)
    body.member("reasoning_effort", options.reasoningEffort)
    if let schema, let format = request.responseFormat {
      body.member("response_format") { write(format, schema: schema, to: &$0) }
    }
    body.member("service_tier", request.serviceTier)
    return body.finish()
  }

  private static func write(
    _ format: ResponseFormat, schema: JSONValue, to json: inout JSONWriter
  ) {
    json.beginObject()
    json.member("type", "json_schema")
    json.key("json_schema")
    json.beginObject()
    json.member("name", format.name)
    if format.isStrict {
      json.key("strict")
      json.bool(true)
    }
    json.key("schema")
    json.value(schema)
    json.endObject()
    json.endObject()
  }

  /// The member name for a model's output limit.
  static func maxTokensKey(
    of provider: Provider, model: String, adjustments: RequestAdjustments
  ) -> String {
    var key = provider.maxTokensKey
    // OpenAI's models before reasoning accept the older name, which published runs have sent.
    if provider.name == "openai", takesOlderKey(model) { key = "max_tokens" }
    guard adjustments.swapsMaxTokensKey else { return key }
    return key == "max_tokens" ? "max_completion_tokens" : "max_tokens"
  }

  private static func takesOlderKey(_ model: String) -> Bool {
    var name = model.lowercased()[...]
    if name.hasPrefix("ft:") { name = name.dropFirst(3) }
    let older = ["gpt-3.5", "gpt-4", "chatgpt-4", "davinci", "text-davinci", "babbage"]
    return older.contains(where: name.hasPrefix)
  }

  private static func write(_ message: ChatMessage, to json: inout JSONWriter) {
    // A tool's result is a separate message here, whatever else the message contains.
    let results = message.toolResults
    for result in results {
      json.beginObject()
      json.member("role", "tool")
      json.member("tool_call_id", result.callID)
      json.member("content", result.content)
      json.endObject()
    }
    let text = message.text
    if !results.isEmpty, text.isEmpty { return }
    let calls = message.toolCalls
    json.beginObject()
    json.member("role", message.role == .tool ? "user" : message.role.rawValue)
    json.key("content")
    if text.isEmpty, !calls.isEmpty { json.null() } else { json.string(text) }
    if message.role == .assistant {
      for value in message.opaqueValues(for: .openAIChat) {
        for member in value.object?.members ?? [] {
          json.key(member.key)
          json.value(member.value)
        }
      }
    }
    if !calls.isEmpty {
      json.key("tool_calls")
      json.beginArray()
      for call in calls { write(call, to: &json) }
      json.endArray()
    }
    json.endObject()
  }

  private static func write(_ call: ToolCall, to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", call.id)
    json.member("type", "function")
    json.key("function")
    json.beginObject()
    json.member("name", call.name)
    json.member("arguments", call.arguments.isEmpty ? "{}" : call.arguments)
    json.endObject()
    json.endObject()
  }

  private static func write(_ tool: ToolDefinition, to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "function")
    json.key("function")
    json.beginObject()
    json.member("name", tool.name)
    json.member("description", tool.description)
    json.key("parameters")
    json.value(tool.parameters)
    json.endObject()
    json.endObject()
  }
}

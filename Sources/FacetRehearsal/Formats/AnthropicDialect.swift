internal import FacetJSON
internal import FacetModels

/// Anthropic's Messages API.
struct AnthropicDialect: Dialect {
  let answerKey = "content"
  let requestIDHeader = "request-id"

  func question(in body: JSONValue, pathModel: String?) throws(Refusal) -> Question {
    guard let model = body["model"]?.string, !model.isEmpty else {
      throw Refusal(.invalidRequest, "model: Field required", parameter: "model")
    }
    guard let limit = body["max_tokens"]?.int, limit >= 0 else {
      throw Refusal(.invalidRequest, "max_tokens: Field required", parameter: "max_tokens")
    }
    guard let messages = body["messages"]?.array, !messages.isEmpty else {
      throw Refusal(
        .invalidRequest, "messages: at least one message is required", parameter: "messages")
    }
    if body["stream"]?.bool == true {
      throw Refusal(
        .invalidRequest, "stream: the rehearsal does not stream", parameter: "stream")
    }
    let system = body["system"]?.contentText ?? ""
    var promptTokens = system.isEmpty ? 0 : TokenCount.perMessage + TokenCount.tokens(in: system)
    var last = ""
    var hasToolResults = false
    for message in messages {
      let text = message["content"]?.contentText ?? ""
      promptTokens += TokenCount.perMessage + TokenCount.tokens(in: text)
      let blocks = message["content"]?.array ?? []
      for block in blocks where block["type"]?.string == "tool_use" {
        promptTokens += block.tokenCount
      }
      switch message["role"]?.string {
      case "user":
        if blocks.contains(where: { $0["type"]?.string == "tool_result" }) {
          hasToolResults = true
        } else {
          last = text
        }
      case "assistant", "system": break
      default:
        throw Refusal(
          .invalidRequest, "messages: role must be 'user' or 'assistant'", parameter: "messages")
      }
    }
    let tools = body["tools"]?.array ?? []
    if !tools.isEmpty { promptTokens += JSONValue.array(tools).tokenCount }
    promptTokens += schemaTokens(answerSchema(in: body))
    return Question(
      format: .anthropicMessages, model: model, message: last, promptTokens: promptTokens,
      outputLimit: limit, stops: (body["stop_sequences"]?.array ?? []).compactMap(\.string),
      tool: tools.first.flatMap { tool in
        tool["name"]?.string.map {
          Question.Tool(name: $0, schema: tool["input_schema"] ?? [:])
        }
      },
      hasToolResults: hasToolResults,
      answerSchema: answerSchema(in: body) ?? ResponseFormat.schema(askedForIn: system),
      prefix: prefix(of: body, model: model),
      digest: ContentDigest.digest(of: body, model: model))
  }

  /// The text before the last mark, in the order of the format: system, then messages.
  private func prefix(of body: JSONValue, model: String) -> PrefixCache.Prefix {
    var prompt = ""
    var marked = ""
    func read(_ content: JSONValue?) {
      guard let blocks = content?.array else {
        prompt += (content?.string ?? "") + "\n"
        return
      }
      for block in blocks {
        prompt += block["text"]?.string ?? block.text
        if let mark = block["cache_control"], !mark.isNull { marked = prompt }
      }
    }
    read(body["system"])
    for message in body["messages"]?.array ?? [] {
      prompt += (message["role"]?.string ?? "") + "\n"
      read(message["content"])
    }
    var prefix = PrefixCache.Prefix(of: marked, salt: "anthropic " + model)
    prefix.isExplicit = true
    return prefix
  }

  private func answerSchema(in body: JSONValue) -> JSONValue? {
    guard let format = body["output_config"]?["format"], format["type"]?.string == "json_schema"
    else { return .none }
    return format["schema"] ?? [:]
  }

  func body(of answer: Answer) -> JSONValue {
    var content: [JSONValue] = []
    if !answer.text.isEmpty { content = [["type": "text", "text": .string(answer.text)]] }
    var stopReason = "end_turn"
    var details: JSONValue = .null
    switch answer.ending {
    case .stop: break
    case .length: stopReason = "max_tokens"
    case .toolCall(let name, let arguments):
      stopReason = "tool_use"
      content.append([
        "type": "tool_use", "id": .string("toolu_\(answer.id)"), "name": .string(name),
        "input": arguments,
      ])
    case .refused:
      stopReason = "refusal"
      details = ["type": "refusal", "category": nil, "explanation": .string(answer.text)]
    }
    var body: JSONObject = [
      "id": .string("msg_\(answer.id)"), "type": "message", "role": "assistant",
      "model": .string(answer.model), "content": .array(content),
      "stop_reason": .string(stopReason), "stop_sequence": nil, "stop_details": details,
    ]
    if answer.reportsUsage {
      body["usage"] = [
        "input_tokens": .number(
          JSONNumber(answer.promptTokens - answer.cachedTokens - answer.cacheWriteTokens)),
        "cache_creation_input_tokens": .number(JSONNumber(answer.cacheWriteTokens)),
        "cache_read_input_tokens": .number(JSONNumber(answer.cachedTokens)),
        "output_tokens": .number(JSONNumber(answer.completionTokens)),
        "service_tier": "standard",
      ]
    }
    return .object(body)
  }

  func body(of failure: Failure, requestID: String) -> JSONValue {
    var error: JSONObject = [
      "type": .string(type(of: failure)), "message": .string(message(of: failure)),
    ]
    if failure.kind == .quota {
      error["details"] = ["error_code": "enforced_spend_limit_reached"]
    }
    return ["type": "error", "error": .object(error), "request_id": .string(requestID)]
  }

  private func message(of failure: Failure) -> String {
    failure.kind == .contextLength
      ? "prompt is too long: 214233 tokens > 200000 maximum" : failure.message
  }

  private func type(of failure: Failure) -> String {
    switch failure.kind {
    case .rateLimited, .quota: "rate_limit_error"
    case .authentication: "authentication_error"
    case .permission: "permission_error"
    case .payment: "billing_error"
    case .invalidRequest, .contextLength, .methodNotAllowed: "invalid_request_error"
    case .modelNotFound, .notFound: "not_found_error"
    case .tooLarge: "request_too_large"
    case .internalError: "api_error"
    case .unavailable, .overloaded: "overloaded_error"
    }
  }

  func headers(for standing: LaneStanding, now: WallTime) -> [(String, String)] {
    [("requests", standing.requests), ("tokens", standing.tokens)].flatMap {
      name, rate -> [(String, String)] in
      guard let rate else { return [] }
      return [
        ("anthropic-ratelimit-\(name)-limit", "\(rate.limit)"),
        ("anthropic-ratelimit-\(name)-remaining", "\(rate.remaining)"),
        ("anthropic-ratelimit-\(name)-reset", now.advanced(by: rate.reset).roundedUp.internetText),
      ]
    }
  }

  func modelList(_ models: [String]) -> JSONValue {
    [
      "data": .array(
        models.map {
          [
            "type": "model", "id": .string($0), "display_name": .string($0),
            "created_at": "2023-11-14T22:13:20Z",
          ]
        }),
      "has_more": false,
      "first_id": models.first.map { .string($0) } ?? .null,
      "last_id": models.last.map { .string($0) } ?? .null,
    ]
  }
}

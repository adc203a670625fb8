internal import FacetJSON
internal import FacetModels

/// The chat completions API of OpenAI and compatible providers.
struct OpenAIDialect: Dialect {
  let answerKey = "choices"
  let requestIDHeader = "x-request-id"

  func question(in body: JSONValue, pathModel: String?) throws(Refusal) -> Question {
    guard let model = body["model"]?.string ?? pathModel, !model.isEmpty else {
      throw Refusal(.invalidRequest, "'model' is missing.", parameter: "model")
    }
    guard let messages = body["messages"]?.array, !messages.isEmpty else {
      throw Refusal(
        .invalidRequest, "'messages' must be a list with a message.", parameter: "messages")
    }
    if body["stream"]?.bool == true {
      throw Refusal(
        .invalidRequest, "The rehearsal does not stream; leave 'stream' out.", parameter: "stream")
    }
    if let count = body["n"]?.int, count != 1 {
      throw Refusal(
        .invalidRequest, "The rehearsal gives one answer to a request.", parameter: "n")
    }
    var promptTokens = 0
    var prompt = ""
    var last = ""
    var system = ""
    var hasToolResults = false
    for message in messages {
      let text = message["content"]?.contentText ?? ""
      promptTokens += TokenCount.perMessage + TokenCount.tokens(in: text)
      prompt += "\(message["role"]?.string ?? "")\n\(text)\n"
      if let calls = message["tool_calls"], !calls.isNull { promptTokens += calls.tokenCount }
      switch message["role"]?.string {
      case "user": last = text
      case "system", "developer": system += text
      case "tool": hasToolResults = true
      case .some: break
      case nil:
        throw Refusal(.invalidRequest, "A message has no role.", parameter: "messages")
      }
    }
    let tools = body["tools"]?.array ?? []
    if !tools.isEmpty { promptTokens += JSONValue.array(tools).tokenCount }
    promptTokens += schemaTokens(answerSchema(in: body))
    return Question(
      format: .openAIChat, model: model, message: last, promptTokens: promptTokens,
      outputLimit: body["max_completion_tokens"]?.int ?? body["max_tokens"]?.int,
      stops: body["stop"].map { $0.string.map { [$0] } ?? ($0.array ?? []).compactMap(\.string) }
        ?? [],
      tool: tools.first?["function"].flatMap { function in
        function["name"]?.string.map {
          Question.Tool(name: $0, schema: function["parameters"] ?? [:])
        }
      },
      hasToolResults: hasToolResults,
      answerSchema: answerSchema(in: body) ?? ResponseFormat.schema(askedForIn: system),
      prefix: PrefixCache.Prefix(of: prompt, salt: "openai " + model),
      digest: ContentDigest.digest(of: body, model: model))
  }

  private func answerSchema(in body: JSONValue) -> JSONValue? {
    switch body["response_format"]?["type"]?.string {
    case "json_object": [:]
    case "json_schema": body["response_format"]?["json_schema"]?["schema"] ?? [:]
    default: .none
    }
  }

  func body(of answer: Answer) -> JSONValue {
    var message: JSONObject = [
      "role": "assistant", "content": .string(answer.text), "refusal": nil,
    ]
    var finishReason = "stop"
    switch answer.ending {
    case .stop: break
    case .length: finishReason = "length"
    case .toolCall(let name, let arguments):
      finishReason = "tool_calls"
      if answer.text.isEmpty { message["content"] = .null }
      message["tool_calls"] = [
        [
          "id": .string("call_\(answer.id)"), "type": "function",
          "function": ["name": .string(name), "arguments": .string(arguments.text)],
        ]
      ]
    case .refused:
      message["content"] = .null
      message["refusal"] = .string(answer.text)
    }
    var body: JSONObject = [
      "id": .string("chatcmpl-\(answer.id)"), "object": "chat.completion",
      "created": 1_700_000_000, "model": .string(answer.model),
      "system_fingerprint": "fp_rehearsal",
      "choices": [
        [
          "index": 0, "message": .object(message), "logprobs": nil,
          "finish_reason": .string(finishReason),
        ]
      ],
    ]
    if answer.reportsUsage {
      body["usage"] = [
        "prompt_tokens": .number(JSONNumber(answer.promptTokens)),
        "completion_tokens": .number(JSONNumber(answer.completionTokens)),
        "total_tokens": .number(JSONNumber(answer.promptTokens + answer.completionTokens)),
        "prompt_tokens_details": ["cached_tokens": .number(JSONNumber(answer.cachedTokens))],
        "completion_tokens_details": ["reasoning_tokens": 0],
      ]
    }
    return .object(body)
  }

  func body(of failure: Failure, requestID: String) -> JSONValue {
    let (type, code): (String, JSONValue) =
      switch failure.kind {
      case .rateLimited: (failure.allowance, "rate_limit_exceeded")
      case .quota: ("insufficient_quota", "insufficient_quota")
      case .authentication: ("invalid_request_error", "invalid_api_key")
      case .permission: ("invalid_request_error", "forbidden")
      case .payment: ("billing_error", "insufficient_balance")
      case .invalidRequest, .methodNotAllowed, .tooLarge: ("invalid_request_error", .null)
      case .contextLength: ("invalid_request_error", "context_length_exceeded")
      case .modelNotFound: ("invalid_request_error", "model_not_found")
      case .notFound: ("invalid_request_error", "unknown_url")
      case .internalError: ("server_error", .null)
      case .unavailable: ("server_error", "service_unavailable")
      case .overloaded: ("server_error", "server_is_overloaded")
      }
    return [
      "error": [
        "message": .string(failure.message), "type": .string(type),
        "param": failure.parameter.map { .string($0) } ?? .null, "code": code,
      ]
    ]
  }

  func headers(for standing: LaneStanding, now: WallTime) -> [(String, String)] {
    [("requests", standing.requests), ("tokens", standing.tokens)].flatMap {
      name, rate -> [(String, String)] in
      guard let rate else { return [] }
      return [
        ("x-ratelimit-limit-\(name)", "\(rate.limit)"),
        ("x-ratelimit-remaining-\(name)", "\(rate.remaining)"),
        ("x-ratelimit-reset-\(name)", rate.reset.goText),
      ]
    }
  }

  func modelList(_ models: [String]) -> JSONValue {
    [
      "object": "list",
      "data": .array(
        models.map {
          [
            "id": .string($0), "object": "model", "created": 1_700_000_000,
            "owned_by": "rehearsal",
          ]
        }),
    ]
  }
}

internal import FacetJSON
internal import FacetModels

/// Gemini's `generateContent` API.
struct GeminiDialect: Dialect {
  let answerKey = "candidates"
  let requestIDHeader = "x-request-id"

  func question(in body: JSONValue, pathModel: String?) throws(Refusal) -> Question {
    guard let model = pathModel, !model.isEmpty else {
      throw Refusal(.invalidRequest, "The path names no model.", parameter: "model")
    }
    guard let contents = body["contents"]?.array, !contents.isEmpty else {
      throw Refusal(.invalidRequest, "contents is not specified", parameter: "contents")
    }
    let instruction = text(
      of: body["systemInstruction"] ?? body["system_instruction"] ?? .null)
    var promptTokens =
      instruction.isEmpty ? 0 : TokenCount.perMessage + TokenCount.tokens(in: instruction)
    var prompt = instruction
    var last = ""
    var hasToolResults = false
    for content in contents {
      let text = text(of: content)
      promptTokens += TokenCount.perMessage + TokenCount.tokens(in: text)
      prompt += "\n\(content["role"]?.string ?? "user")\n\(text)"
      for part in content["parts"]?.array ?? [] {
        if let call = part["functionCall"] { promptTokens += call.tokenCount }
        if let response = part["functionResponse"] {
          promptTokens += response.tokenCount
          hasToolResults = true
        }
      }
      switch content["role"]?.string {
      case "user", nil: if !text.isEmpty { last = text }
      case "model", "function": break
      default:
        throw Refusal(
          .invalidRequest, "Please use a valid role: user, model.", parameter: "contents")
      }
    }
    let configuration = body["generationConfig"] ?? body["generation_config"] ?? [:]
    let tools = body["tools"]?.array ?? []
    if !tools.isEmpty { promptTokens += JSONValue.array(tools).tokenCount }
    promptTokens += schemaTokens(answerSchema(in: configuration))
    return Question(
      format: .geminiGenerateContent, model: model, message: last, promptTokens: promptTokens,
      outputLimit: configuration["maxOutputTokens"]?.int,
      stops: (configuration["stopSequences"]?.array ?? []).compactMap(\.string),
      tool: tools.first?["functionDeclarations"]?[0].flatMap { function in
        function["name"]?.string.map {
          Question.Tool(
            name: $0,
            schema: function["parametersJsonSchema"] ?? function["parameters"] ?? [:])
        }
      },
      hasToolResults: hasToolResults,
      answerSchema: answerSchema(in: configuration)
        ?? ResponseFormat.schema(askedForIn: instruction),
      prefix: PrefixCache.Prefix(of: prompt, salt: "gemini " + model),
      digest: ContentDigest.digest(of: body, model: model))
  }

  private func answerSchema(in configuration: JSONValue) -> JSONValue? {
    guard configuration["responseMimeType"]?.string == "application/json" else { return .none }
    return configuration["responseJsonSchema"] ?? configuration["responseSchema"] ?? [:]
  }

  private func text(of content: JSONValue) -> String {
    content["parts"]?.contentText ?? ""
  }

  func body(of answer: Answer) -> JSONValue {
    var body: JSONObject = [:]
    var parts: [JSONValue] = answer.text.isEmpty ? [] : [["text": .string(answer.text)]]
    var finishReason = "STOP"
    switch answer.ending {
    case .stop, .refused: break
    case .length: finishReason = "MAX_TOKENS"
    case .toolCall(let name, let arguments):
      parts.append([
        "functionCall": [
          "id": .string("call_\(answer.id)"), "name": .string(name), "args": arguments,
        ]
      ])
    }
    if case .refused = answer.ending {
      body["promptFeedback"] = ["blockReason": "PROHIBITED_CONTENT"]
    } else {
      var content: JSONObject = ["role": "model"]
      if !parts.isEmpty { content["parts"] = .array(parts) }
      body["candidates"] = [
        [
          "content": .object(content), "finishReason": .string(finishReason), "index": 0,
        ]
      ]
    }
    if answer.reportsUsage {
      body["usageMetadata"] = [
        "promptTokenCount": .number(JSONNumber(answer.promptTokens)),
        "cachedContentTokenCount": .number(JSONNumber(answer.cachedTokens)),
        "candidatesTokenCount": .number(JSONNumber(answer.completionTokens)),
        "totalTokenCount": .number(JSONNumber(answer.promptTokens + answer.completionTokens)),
      ]
    }
    body["modelVersion"] = .string(answer.model)
    body["responseId"] = .string(answer.id)
    return .object(body)
  }

  func body(of failure: Failure, requestID: String) -> JSONValue {
    var error: JSONObject = [
      "code": .number(JSONNumber(failure.status)), "message": .string(message(of: failure)),
      "status": .string(status(of: failure)),
    ]
    let details = details(of: failure)
    if !details.isEmpty { error["details"] = .array(details) }
    return ["error": .object(error)]
  }

  private func message(of failure: Failure) -> String {
    switch failure.kind {
    case .contextLength:
      "The input token count (1214233) exceeds the maximum number of tokens allowed (1048576)."
    case .quota: "You exceeded your current quota, limit: 0. Check the plan and its billing."
    default: failure.message
    }
  }

  private func status(of failure: Failure) -> String {
    switch failure.kind {
    case .rateLimited, .quota: "RESOURCE_EXHAUSTED"
    case .authentication: "UNAUTHENTICATED"
    case .permission: "PERMISSION_DENIED"
    case .payment: "FAILED_PRECONDITION"
    case .invalidRequest, .contextLength, .methodNotAllowed, .tooLarge: "INVALID_ARGUMENT"
    case .modelNotFound, .notFound: "NOT_FOUND"
    case .internalError: "INTERNAL"
    case .unavailable, .overloaded: "UNAVAILABLE"
    }
  }

  private func details(of failure: Failure) -> [JSONValue] {
    var details: [JSONValue] = []
    if failure.kind == .rateLimited || failure.kind == .quota {
      let allowance = failure.allowance == "tokens" ? "InputTokens" : "Requests"
      let period = failure.kind == .quota ? "Day" : "Minute"
      details.append([
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": [
          ["quotaId": .string("Generate\(allowance)Per\(period)PerProjectPerModel")]
        ],
      ])
    }
    if let wait = failure.wait {
      let (whole, rest) = wait.wholeMilliseconds.quotientAndRemainder(dividingBy: 1000)
      let fraction = rest == 0 ? "" : ".\(String(rest + 1000).dropFirst())"
      details.append([
        "@type": "type.googleapis.com/google.rpc.RetryInfo",
        "retryDelay": .string("\(whole)\(fraction)s"),
      ])
    }
    return details
  }

  func headers(for standing: LaneStanding, now: WallTime) -> [(String, String)] { [] }

  func modelList(_ models: [String]) -> JSONValue {
    [
      "models": .array(
        models.map {
          [
            "name": .string("models/\($0)"), "displayName": .string($0),
            "inputTokenLimit": 1_048_576, "outputTokenLimit": 65_536,
            "supportedGenerationMethods": ["generateContent"],
          ]
        })
    ]
  }
}

package import FacetJSON

extension ModelRequest {
  /// The request as JSON, the same for all wire formats; unset options are omitted.
  package var json: JSONValue {
    var members: JSONObject = [
      "model": .string(model), "messages": .array(messages.map(\.json)),
    ]
    if !tools.isEmpty { members["tools"] = .array(tools.map(\.json)) }
    if !options.json.isEmpty { members["options"] = .object(options.json) }
    if let responseFormat { members["response_format"] = responseFormat.json }
    if let serviceTier { members["service_tier"] = .string(serviceTier) }
    if !extraBody.isEmpty { members["extra_body"] = .object(extraBody) }
    return .object(members)
  }
}

extension SamplingOptions {
  /// The options that are set, under their configuration names.
  package var json: JSONObject {
    var members = JSONObject()
    members["max_tokens"] = maxTokens.map { .number(JSONNumber($0)) }
    members["temperature"] = temperature.map(JSONValue.number)
    members["top_p"] = topP.map(JSONValue.number)
    members["stop"] = stop.map { .array($0.map(JSONValue.string)) }
    members["seed"] = seed.map { .number(JSONNumber($0)) }
    members["reasoning_effort"] = reasoningEffort.map(JSONValue.string)
    return members
  }
}

extension ToolDefinition {
  /// The definition as JSON.
  package var json: JSONValue {
    [
      "name": .string(name), "description": .string(description), "parameters": parameters,
    ]
  }
}

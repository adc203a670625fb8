package import FacetJSON

extension TrialRecord {
  /// The record as a cell's response.
  package var json: JSONValue {
    var object: JSONObject = [
      "task": .string(task), "task_path": .string(taskPath), "task_digest": .string(taskDigest),
      "instruction": .string(instruction), "condition": .string(condition),
      "agent": .string(agent), "model": .string(model), "provider": .string(provider),
      "completion": .number(JSONNumber(completion)), "draw": .string(draw),
      "ending": ending.map { .string($0.rawValue) } ?? .null,
      "exception": exception?.json ?? .null, "opening": .array(opening),
      "turns": .array(turns.map { .object($0.json) }),
      "metrics": .array(metrics.map(\.json)),
      "reasoning": .array(reasoning.map { $0.map { .string($0) } ?? .null }),
      "messages": .array(messages), "tools": .array(tools),
      "agent_seconds": .number(JSONNumber(agentSeconds)),
      "divergences": .number(JSONNumber(divergences)),
      "summaries": .number(JSONNumber(summaries)),
    ]
    object["grade"] = grade.map { .object($0.json) } ?? .null
    return .object(object)
  }

  /// Reads ``json``; `nil` for anything else.
  package init?(json: JSONValue) {
    guard let task = json["task"]?.string, let path = json["task_path"]?.string,
      let digest = json["task_digest"]?.string, let agent = json["agent"]?.string,
      let model = json["model"]?.string, let turns = json["turns"]?.array
    else { return nil }
    self.task = task
    taskPath = path
    taskDigest = digest
    instruction = json["instruction"]?.string ?? ""
    condition = json["condition"]?.string ?? ""
    self.agent = agent
    self.model = model
    provider = json["provider"]?.string ?? ""
    completion = json["completion"]?.int ?? 0
    draw = json["draw"]?.string ?? ""
    ending = json["ending"]?.string.flatMap(TrialEnding.init(rawValue:))
    exception = json["exception"].flatMap(TrialException.init(json:))
    grade = json["grade"].flatMap(TrialGrade.init(json:))
    opening = json["opening"]?.array ?? []
    for turn in turns {
      guard let turn = TraceTurn(json: turn) else { return nil }
      self.turns.append(turn)
    }
    metrics = (json["metrics"]?.array ?? []).map(Metrics.init(json:))
    reasoning = (json["reasoning"]?.array ?? []).map(\.string)
    messages = json["messages"]?.array ?? []
    tools = json["tools"]?.array ?? []
    agentSeconds = json["agent_seconds"]?.double ?? 0
    divergences = json["divergences"]?.int ?? 0
    summaries = json["summaries"]?.int ?? 0
  }
}

extension TrialRecord.Metrics {
  var json: JSONValue {
    [
      "prompt_tokens": .number(JSONNumber(promptTokens)),
      "cached_tokens": .number(JSONNumber(cachedTokens)),
      "completion_tokens": .number(JSONNumber(completionTokens)),
      "cost_usd": cost.map { .number(JSONNumber($0)) } ?? .null,
      "milliseconds": .number(JSONNumber(milliseconds)),
    ]
  }

  init(json: JSONValue) {
    promptTokens = json["prompt_tokens"]?.int ?? 0
    cachedTokens = json["cached_tokens"]?.int ?? 0
    completionTokens = json["completion_tokens"]?.int ?? 0
    cost = json["cost_usd"]?.double
    milliseconds = json["milliseconds"]?.int ?? 0
  }
}

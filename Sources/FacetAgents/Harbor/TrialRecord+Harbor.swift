internal import FacetJSON
internal import FacetTasks

extension TrialRecord {
  /// A trial of Harbor's as one of a run's.
  ///
  /// - Parameter completion: The index of the attempt, 0-based.
  init(_ trial: HarborTrial, of row: TaskRow, condition: String, completion: Int) {
    self.init(
      task: row.name, taskPath: row.path, taskDigest: row.digest, instruction: row.instruction,
      condition: condition, agent: trial.agent, model: trial.model ?? "",
      provider: trial.provider ?? "", completion: completion)
    agentVersion = trial.agentVersion ?? ""
    draw = trial.name
    exception = trial.exception.map { TrialException($0.name, $0.message) }
    ending = Self.ending(of: exception)
    grade = TrialGrade(trial)
    if let prompt = trial.promptTokens, let completion = trial.completionTokens {
      reportedTotal = Metrics(
        promptTokens: prompt, cachedTokens: trial.cachedTokens ?? 0, completionTokens: completion,
        cost: trial.cost, milliseconds: 0)
    }
    take(steps: trial.trajectory?["steps"]?.array ?? [])
    tools = trial.trajectory?["agent"]?["tool_definitions"]?.array ?? []
  }

  private static func ending(of exception: TrialException?) -> TrialEnding? {
    switch exception?.name {
    case nil: .completed
    case "AgentTimeoutError": .outOfTime
    case "AgentSafetyRefusalError", "ContentPolicyViolationError": .refused
    default: exception?.policy.isRewardValid == true ? .failed : nil
    }
  }

  /// Takes the steps of a trajectory: messages, replies and what was seen after them.
  private mutating func take(steps: [JSONValue]) {
    var stepMetrics: [Metrics] = []
    for step in steps {
      let text = Self.text(of: step["message"])
      guard step["source"]?.string == "agent" else {
        let role = step["source"]?.string == "system" ? "system" : "user"
        let message: JSONValue = ["role": .string(role), "content": .string(text)]
        messages.append(message)
        if turns.isEmpty { opening.append(message) } else { see(text) }
        continue
      }
      var turn = TraceTurn(message: text)
      turn.calls = (step["tool_calls"]?.array ?? []).map { call in
        TraceTurn.Call(
          id: call["tool_call_id"]?.string ?? "", name: call["function_name"]?.string ?? "",
          arguments: call["arguments"]?.object ?? [:])
      }
      turns.append(turn)
      reasoning.append(step["reasoning_content"]?.string)
      if let metrics = step["metrics"].flatMap(Metrics.init(step:)) { stepMetrics.append(metrics) }
      let results = step["observation"]?["results"]?.array ?? []
      for result in results { see(Self.text(of: result["content"])) }
      messages += Self.messages(of: turn, results: results)
    }
    if stepMetrics.count == turns.count { metrics = stepMetrics }
  }

  /// Adds to what was seen after the latest reply.
  private mutating func see(_ text: String) {
    let last = turns.count - 1
    turns[last].observation = turns[last].observation.map { "\($0)\n\(text)" } ?? text
  }

  /// A reply and what was seen, in chat-completions form: as calls of tools if each has its result.
  private static func messages(of turn: TraceTurn, results: [JSONValue]) -> [JSONValue] {
    let answered = results.compactMap { $0["source_call_id"]?.string }
    guard !turn.calls.isEmpty, answered.count == results.count,
      Set(answered) == Set(turn.calls.map(\.id)), answered.count == turn.calls.count
    else {
      let seen = results.map { text(of: $0["content"]) }.joined(separator: "\n")
      return [["role": "assistant", "content": .string(TraceConversation.text(of: turn))]]
        + (results.isEmpty ? [] : [["role": "user", "content": .string(seen)]])
    }
    let calls = turn.calls.map { call -> JSONValue in
      [
        "id": .string(call.id), "type": "function",
        "function": [
          "name": .string(call.name), "arguments": .string(JSONValue.object(call.arguments).text),
        ],
      ]
    }
    return [
      ["role": "assistant", "content": .string(turn.message), "tool_calls": .array(calls)]
    ]
      + results.map { result in
        [
          "role": "tool", "tool_call_id": result["source_call_id"] ?? "",
          "content": .string(text(of: result["content"])),
        ]
      }
  }

  /// A text, or the texts among parts.
  private static func text(of content: JSONValue?) -> String {
    content?.string
      ?? (content?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n")
  }
}

extension TrialRecord.Metrics {
  /// The metrics of a step of a trajectory; `nil` without its tokens.
  fileprivate init?(step metrics: JSONValue) {
    guard let prompt = HarborTrial.tokens(metrics["prompt_tokens"]),
      let completion = HarborTrial.tokens(metrics["completion_tokens"])
    else { return nil }
    self.init(
      promptTokens: prompt, cachedTokens: HarborTrial.tokens(metrics["cached_tokens"]) ?? 0,
      completionTokens: completion, cost: HarborTrial.dollars(metrics["cost_usd"]),
      milliseconds: 0)
  }
}

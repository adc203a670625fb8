package import FacetJSON

/// A trial's conversation as a trajectory of ATIF, version 1.8.
package struct Trajectory {
  static let version = "ATIF-v1.8"

  let record: TrialRecord

  /// The whole trajectory.
  package var json: JSONValue {
    let total = record.total
    var agent: JSONObject = [
      "name": .string(record.agent), "version": .string(record.agentVersion),
      "model_name": .string(record.model),
    ]
    if !record.tools.isEmpty { agent["tool_definitions"] = .array(record.tools) }
    let steps = steps
    var metrics: JSONObject = [
      "total_prompt_tokens": .number(total?.promptTokens),
      "total_completion_tokens": .number(total?.completionTokens),
      "total_cached_tokens": .number(total?.cachedTokens),
    ]
    metrics["total_cost_usd"] = total?.cost.map { .number(JSONNumber($0)) } ?? .null
    metrics["total_steps"] = .number(JSONNumber(steps.count))
    var extra: JSONObject = [
      "ending": record.ending.map { .string($0.rawValue) } ?? .null,
      "condition": .string(record.condition),
      "completion": .number(JSONNumber(record.completion)),
    ]
    if record.divergences > 0 {
      extra["divergences"] = .number(JSONNumber(record.divergences))
    }
    return [
      "schema_version": .string(Self.version), "session_id": .string(record.name),
      "agent": .object(agent), "steps": .array(steps.map { .object($0) }),
      "final_metrics": .object(metrics), "extra": .object(extra),
    ]
  }

  /// The opening's messages, then one step for each reply.
  var steps: [JSONObject] {
    var steps: [JSONObject] = record.opening.map { message in
      [
        "source": message["role"]?.string == "system" ? "system" : "user",
        "message": message["content"] ?? "",
      ]
    }
    for (index, turn) in record.turns.enumerated() { steps.append(step(of: turn, at: index)) }
    for index in steps.indices {
      steps[index] = JSONObject(
        [("step_id", .number(JSONNumber(index + 1)))]
          + steps[index].members.map { ($0.key, $0.value) })
    }
    return steps
  }

  private func step(of turn: TraceTurn, at index: Int) -> JSONObject {
    var step: JSONObject = [
      "source": "agent", "model_name": .string(record.model), "message": .string(turn.message),
    ]
    if record.reasoning.indices.contains(index), let thoughts = record.reasoning[index] {
      step["reasoning_content"] = .string(thoughts)
    }
    if !turn.calls.isEmpty {
      step["tool_calls"] = .array(
        turn.calls.map { call in
          [
            "tool_call_id": .string(call.id), "function_name": .string(call.name),
            "arguments": .object(call.arguments),
          ]
        })
    }
    if let observation = turn.observation {
      var result: JSONObject = [:]
      // One observation answers several calls only if none was followed.
      if turn.calls.count == 1 { result["source_call_id"] = .string(turn.calls[0].id) }
      result["content"] = .string(observation)
      step["observation"] = ["results": [.object(result)]]
    }
    if record.metrics.indices.contains(index) {
      let metrics = record.metrics[index]
      var object: JSONObject = [
        "prompt_tokens": .number(JSONNumber(metrics.promptTokens)),
        "completion_tokens": .number(JSONNumber(metrics.completionTokens)),
        "cached_tokens": .number(JSONNumber(metrics.cachedTokens)),
      ]
      if let cost = metrics.cost { object["cost_usd"] = .number(JSONNumber(cost)) }
      step["metrics"] = .object(object)
    }
    if turn.isInvalid { step["extra"] = ["invalid": true] }
    return step
  }
}

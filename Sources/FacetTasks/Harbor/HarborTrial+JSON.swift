package import FacetJSON

extension HarborTrial {
  /// The trial in machine-readable form, without its trajectory and its output.
  package var json: JSONValue {
    func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    func count(_ value: Int?) -> JSONValue { value.map { .number(JSONNumber($0)) } ?? .null }
    func number(_ value: Double?) -> JSONValue {
      value.map { .number(JSONNumber(finite: $0)) } ?? .null
    }
    let named = rewards.map { rewards in
      JSONValue.object(
        JSONObject(rewards.sorted { $0.key < $1.key }.map { ($0.key, number($0.value)) }))
    }
    return [
      "trial_name": .string(name), "task": .string(taskName), "task_path": text(taskPath),
      "task_digest": text(taskDigest), "agent": .string(agent), "model": text(model),
      "model_provider": text(provider), "reward": number(reward), "rewards": named ?? .null,
      "exception": text(exceptionName), "prompt_tokens": count(promptTokens),
      "cached_tokens": count(cachedTokens), "completion_tokens": count(completionTokens),
      "cost_usd": number(cost), "started_at": text(startedAt), "finished_at": text(finishedAt),
      "has_trajectory": .bool(trajectory != nil),
    ]
  }
}

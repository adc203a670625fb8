package import FacetJSON

extension TraceSummary {
  /// The summary in machine-readable form.
  package var json: JSONValue {
    [
      "trials": .number(JSONNumber(trials)), "solved": .number(JSONNumber(solved)),
      "left_out": .number(JSONNumber(leftOut)),
      "agents": .array(agents.map(json(of:))),
    ]
  }

  private func json(of agent: Agent) -> JSONValue {
    let sum = sums[agent] ?? Sums()
    let extremes = extremes(by: agent)
    let solved = (tasks[agent] ?? [:]).values.reduce(0) { $0 + $1.solved }
    var object: JSONObject = [
      "condition": .string(agent.condition), "model": .string(agent.model),
      "trials": .number(JSONNumber(sum.trials)), "solved": .number(JSONNumber(solved)),
      "pass_at": .object(passRates(of: agent)),
      "turns": .number(JSONNumber(sum.turns)),
      "invalid_replies": .number(JSONNumber(sum.invalidReplies)),
      "prompt_tokens": .number(sum.promptTokens),
      "cached_tokens": .number(sum.cachedTokens),
      "completion_tokens": .number(sum.completionTokens),
      "cost_usd": sum.cost.map { .number(JSONNumber($0)) } ?? .null,
      "endings": .object(Self.counts(sum.endings)),
      "exceptions": .object(Self.counts(sum.exceptions)),
      "never_solved": .array(extremes.never.map { .string($0) }),
      "always_solved": .array(extremes.always.map { .string($0) }),
    ]
    object["cost_per_solved_usd"] =
      solved > 0 ? sum.cost.map { .number(JSONNumber($0 / Double(solved))) } ?? .null : .null
    object["tasks"] = .object(
      JSONObject(
        (tasks[agent] ?? [:]).sorted { $0.key < $1.key }.map { task, attempts in
          (
            task,
            [
              "attempts": .number(JSONNumber(attempts.count)),
              "solved": .number(JSONNumber(attempts.solved)),
            ]
          )
        }))
    return .object(object)
  }

  /// pass@k for 1 and each power of two up to the most attempts.
  func passRates(of agent: Agent) -> JSONObject {
    var rates: JSONObject = [:]
    var k = 1
    while k <= mostAttempts(by: agent) {
      if let rate = pass(atK: k, by: agent) { rates["\(k)"] = .number(JSONNumber(rate)) }
      k *= 2
    }
    return rates
  }

  private static func counts(_ counts: [String: Int]) -> JSONObject {
    JSONObject(counts.sorted { $0.key < $1.key }.map { ($0.key, .number(JSONNumber($0.value))) })
  }
}

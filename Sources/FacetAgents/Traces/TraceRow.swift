package import FacetJSON

/// The rows of one trial: the columns of Harbor's exporter, then Facet's own.
package struct TraceRow {
  let record: TrialRecord
  let output: TraceOutput

  /// One row, or one for each reply; none for a trial without a reply.
  package var rows: [JSONObject] {
    let last = record.turns.count - 1
    guard last >= 0 else { return [] }
    switch output.episodes {
    case .last: return [row(of: last)]
    case .all: return (0...last).map(row)
    }
  }

  private func row(of episode: Int) -> JSONObject {
    var row: JSONObject = [
      "conversations": .array(TraceConversation(record: record).messages(upTo: episode)),
      "agent": .string(record.agent), "model": .string(record.model),
      "model_provider": .string(record.provider), "date": .string(record.grade?.start ?? ""),
      "task": .string(record.task), "episode": .string("episode-\(episode)"),
      "run_id": .string(output.jobID), "trial_name": .string(record.name),
    ]
    if !record.tools.isEmpty { row["tool_definitions"] = .array(record.tools) }
    row["result"] = record.result.map { .string($0) } ?? .null
    row["instruction"] = .string(record.instruction)
    row["verifier_output"] = .string(record.grade?.log ?? "")
    row["messages"] = .array(messages(upTo: episode))
    row["tools"] = .array(record.tools)
    row["reward"] = record.reward.map { .number(JSONNumber($0)) } ?? .null
    row["rewards"] = record.grade?.rewards.map { .object(TrialGrade.json(of: $0)) } ?? .null
    row["condition"] = .string(record.condition)
    row["completion"] = .number(JSONNumber(record.completion))
    row["ending"] = record.ending.map { .string($0.rawValue) } ?? .null
    let turns = record.turns.prefix(episode + 1)
    row["turns"] = .number(JSONNumber(turns.count))
    row["invalid_turns"] = .array(
      turns.indices.filter { turns[$0].isInvalid }.map { .number(JSONNumber($0)) })
    let total = total(upTo: episode)
    row["prompt_tokens"] = .number(total?.promptTokens)
    row["cached_tokens"] = .number(total?.cachedTokens)
    row["completion_tokens"] = .number(total?.completionTokens)
    row["cost_usd"] = total?.cost.map { .number(JSONNumber($0)) } ?? .null
    row["task_digest"] = .string(record.taskDigest)
    return row
  }

  /// The sums up to a reply and with it; `nil` if only those of the whole trial are known.
  private func total(upTo episode: Int) -> TrialRecord.Metrics? {
    guard output.episodes == .all else { return record.total }
    if record.metrics.isEmpty { return episode == record.turns.count - 1 ? record.total : nil }
    return record.total(upTo: episode + 1)
  }

  /// The conversation as it was sent, up to a reply and with it.
  private func messages(upTo episode: Int) -> [JSONValue] {
    guard output.episodes == .all else { return record.messages }
    var replies = 0
    return Array(
      record.messages.prefix { message in
        defer { if message["role"]?.string == "assistant" { replies += 1 } }
        return replies <= episode
      })
  }
}

extension JSONValue {
  /// A count, or null for one that is unknown.
  static func number(_ count: Int?) -> JSONValue { count.map { .number(JSONNumber($0)) } ?? .null }
}

extension TrialRecord {
  /// The name of the exception, else the reward as a text; `nil` without either.
  var result: String? {
    (exception ?? grade?.exception)?.name ?? grade?.reward.map { "\($0)" }
  }
}

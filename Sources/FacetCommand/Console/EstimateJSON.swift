internal import Facet
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// An estimate as JSON.
enum EstimateJSON {
  /// The whole estimate as one document.
  ///
  /// - Parameter part: The estimate of the largest shard, if there are shards.
  static func text(
    _ estimate: RunEstimate, summary: RunSummary, part: EstimateOfShard? = nil
  ) -> String {
    var object: JSONObject = [
      "task_type": .string(summary.taskType),
      "samples": number(Double(estimate.samples)),
      "samples_seen": number(Double(estimate.samplesSeen)),
      "perspectives": number(Double(summary.perspectives)),
    ]
    for member in value(of: estimate.total).members { object[member.key] = member.value }
    object["held"] = held(estimate.held)
    object["failed_calls"] = number(Double(estimate.failedCalls))
    object["unpriced_models"] = .array(
      Set(estimate.unpricedModels).sorted().map { .string($0) })
    object["models"] = .array(
      estimate.models.map { model in
        var object: JSONObject = [
          "model": .string(model.name), "provider": .string(model.provider),
          "basis": .string(model.basis.rawValue), "answers": number(Double(model.answers)),
        ]
        for member in value(of: model.part).members { object[member.key] = member.value }
        object["conversations"] = model.conversations.map(value) ?? .null
        return .object(object)
      })
    object["steps"] = .array(
      estimate.steps.map { step in
        var object: JSONObject = [
          "condition": .string(step.condition), "step": .string(step.name),
          "model": .string(step.model), "held_calls": number(Double(step.heldCalls)),
          "held_prompt_tokens": number(Double(step.heldPromptTokens)),
          "failed_calls": number(Double(step.failedCalls)),
        ]
        for member in value(of: step.part).members { object[member.key] = member.value }
        return .object(object)
      })
    if let part {
      var shard: JSONObject = [
        "count": number(Double(part.count)), "samples": number(Double(part.summary.samples)),
      ]
      for member in value(of: part.estimate.total).members { shard[member.key] = member.value }
      object["shard"] = .object(shard)
    }
    return String(decoding: JSONValue.object(object).bytes(style: .indented), as: UTF8.self)
  }

  /// The figures of a step, a model or a whole run.
  static func value(of part: RunEstimate.Part) -> JSONObject {
    var object: JSONObject = [
      "calls": number(Double(part.calls)), "calls_range": bounds(part.callRange),
      "prompt_tokens": bounds(part.prompt),
      "completion_tokens": bounds(part.completion), "cached_tokens": number(part.cachedTokens),
      "cache_write_tokens": number(part.writtenTokens),
      "cost_usd": part.cost.map(value) ?? .null,
      "cache_saving_usd": part.cost == nil
        ? .null : .number(part.saving.rounded(toPlaces: 9).number),
    ]
    if let costs = part.tierCosts, part.calls > 0 {
      object["ordinary_cost_usd"] = value(of: costs.ordinary)
      object["flex_cost_usd"] = value(of: costs.flex)
    }
    return object
  }

  private static func value(of cost: RunEstimate.Cost) -> JSONValue {
    [
      "low": .number(cost.low.rounded(toPlaces: 9).number),
      "expected": .number(cost.expected.rounded(toPlaces: 9).number),
      "high": .number(cost.high.rounded(toPlaces: 9).number),
    ]
  }

  private static func value(of conversations: RunEstimate.Conversations) -> JSONValue {
    [
      "count": bounds(conversations.count), "known": number(Double(conversations.known)),
      "calls": .number(JSONNumber(finite: (conversations.calls * 100).rounded() / 100)),
      "most_calls": number(Double(conversations.mostCalls)),
      "completion_tokens_per_call": number(conversations.completionTokens),
      "prompt_growth_per_call": number(conversations.promptTokensPerCall),
    ]
  }

  private static func held(_ held: RunEstimate.Held) -> JSONValue {
    [
      "calls": number(Double(held.calls)),
      "prompt_tokens": number(Double(held.usage.promptTokens)),
      "completion_tokens": number(Double(held.usage.completionTokens)),
      "cost_usd": held.cost.map { .number($0.rounded(toPlaces: 9).number) } ?? .null,
    ]
  }

  private static func bounds(_ bounds: RunEstimate.Bounds) -> JSONValue {
    ["low": number(bounds.low), "expected": number(bounds.expected), "high": number(bounds.high)]
  }

  private static func number(_ value: Double) -> JSONValue {
    .number(JSONNumber(Int(clamping: value)))
  }
}

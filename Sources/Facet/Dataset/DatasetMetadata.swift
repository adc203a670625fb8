internal import FacetConfiguration
package import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// The `metadata` of a dataset.
package struct DatasetMetadata: Sendable {
  let plan: RunPlan
  let totals: DatasetTotals
  let statistics: RunStatistics
  /// `complete`, `partial`.
  package let isComplete: Bool
  /// Options that were not sent as written.
  let adjustments: [AdjustedOption]
  /// How the run's goal was met; `nil` if it has none.
  var goal: GoalOutcome?

  var object: JSONObject {
    let configuration = plan.configuration
    var object: JSONObject = [
      "model_config": .object(configuration.modelConfigAsWritten),
      "api_provider": plan.topLevelProvider.map { .string($0) } ?? .null,
      "data_config": .object(configuration.dataConfigAsWritten),
      "prompt_layout": .string(configuration.promptLayout.rawValue),
      "generation_time": .string(plan.start.iso8601),
      "token_usage": .object(DatasetUsage(totals.usage, source: totals.usageSource).json),
      "api_calls": [
        "total_calls": .number(JSONNumber(totals.calls)),
        "failed": .number(JSONNumber(totals.failedCalls)),
        "retried": .number(JSONNumber(totals.retriedCalls)),
      ],
      "estimated_tokens": plan.forecast.json,
      "cost_usd": cost,
      "test_mode": .bool(plan.options.isTest),
      "rehearsal": .bool(plan.options.rehearsal != nil),
      "status": .string(isComplete ? "complete" : "partial"),
      "extra": .object(configuration.extra),
      "metadata": .object(configuration.metadata ?? [:]),
    ]
    if let shard = plan.options.shard {
      object["shard"] = [
        "index": .number(JSONNumber(shard.index)), "count": .number(JSONNumber(shard.count)),
      ]
    }
    object["models"] = configuration.modelsAsWritten
    object["adjustments"] = .array(adjustments.map(\.json))
    if !totals.unknownReasons.isEmpty {
      object["unknown_finish_reasons"] = .object(
        JSONObject(
          totals.unknownReasons.sorted { $0.key < $1.key }
            .map { ($0.key, .number(JSONNumber($0.value))) }))
    }
    if !configuration.scores.isEmpty {
      object["scores"] = statistics.scoresJSON
      if !statistics.comparisons.isEmpty { object["comparisons"] = statistics.comparisonsJSON }
      object["scorers"] = .array(configuration.scores.map(\.json))
    }
    if let goal { object["until"] = goal.json }
    object["statistics"] = .object(statistics.json)
    object["configuration_fingerprint"] = .string(plan.fingerprint.description)
    object["input_sha256"] = .string(plan.input.sha256.description)
    object["facet_version"] = .string(FacetVersion.current)
    return object
  }

  private var cost: JSONValue {
    let cost = totals.cost
    let models = totals.costs.sorted { $0.key < $1.key }
    let byModel = models.map { model, sum in
      JSONObject.Member(
        key: model, value: sum.unpricedAnswers > 0 ? .null : .number(sum.known.number))
    }
    let reported = models.map(\.value).filter { $0.reportedAnswers > 0 }
    return [
      "total": cost.unpricedModels.isEmpty ? .number(cost.known.number) : .null,
      "known": .number(cost.known.number),
      // The costs reported by providers, part of the known cost.
      "reported": reported.isEmpty
        ? .null : .number(reported.reduce(.zero) { $0 + $1.reported }.number),
      "unpriced_models": .array(cost.unpricedModels.map { .string($0) }),
      "by_model": .object(JSONObject(distinct: byModel)),
    ]
  }
}

extension GoalOutcome {
  /// The goal and what was found, for metadata and programs.
  package var json: JSONValue {
    [
      "goal": .string(noun), "wanted": .number(JSONNumber(wanted)),
      "found": .number(JSONNumber(found)), "groups": .number(JSONNumber(groups)),
      "unneeded": .number(JSONNumber(unneeded)),
    ]
  }
}

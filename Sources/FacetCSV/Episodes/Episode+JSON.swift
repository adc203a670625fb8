internal import Facet
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

extension Episode {
  /// The episode as a line of its file: the published keys, then additional ones.
  var json: JSONValue {
    let sums = usage
    var question = sample.question
    question.csvSource = StoredPath.relative(question.csvSource ?? sample.source.path)
    return [
      "episode_id": .string(id), "timestamp": .string(start.iso8601),
      "csv_source": .string(question.csvSource ?? ""), "question": question.json,
      "gold_trace": json(of: gold),
      "consistency_traces": .array(runs.filter(\.wasNeeded).map(json)),
      "verified": .bool(triangulation.isVerified), "verified_by": verifiedBy,
      "triangulation": triangulationJSON,
      "timing": timing,
      "source": .string(sample.question.source.rawValue),
      "model": .string(gold.steps.first?.model ?? ""),
      "diagnostics": diagnostics,
      "verdicts": verdicts,
      "common_hooks": .array(commonHooks.map(\.json)),
      "token_usage": [
        "prompt_tokens": number(sums.promptTokens),
        "completion_tokens": number(sums.completionTokens),
        "total_tokens": number(sums.totalTokens),
        "reasoning_tokens": number(sums.reasoningTokens),
      ],
    ]
  }

  /// The members that summarise the runs' answers.
  var judgement: JSONObject {
    [
      "verified": .bool(triangulation.isVerified), "verified_by": verifiedBy,
      "triangulation": triangulationJSON, "diagnostics": diagnostics, "verdicts": verdicts,
      "common_hooks": .array(commonHooks.map(\.json)),
    ]
  }

  private var verifiedBy: JSONValue {
    guard triangulation.isVerified else { return .null }
    return .string(triangulation.isKnownRight == true ? "known_answer" : "agreement")
  }

  private func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }

  private func json(of run: Run) -> JSONValue {
    var object = run.trace.json.object ?? [:]
    object["error"] =
      run.error.map { error in
        ["class": .string(error.kind), "message": .string(error.message)]
      } ?? .null
    return .object(object)
  }

  private var triangulationJSON: JSONValue {
    let representative = triangulation.majorityRepresentative
    let answer = representative.flatMap { runs[$0].trace.finalAnswer }
    return [
      "n_consistency_runs": number(triangulation.runs),
      "n_consistency_succeeded": number(triangulation.succeeded),
      "majority_answer_hash": answer.map { .string($0.hash) } ?? .null,
      "majority_count": number(triangulation.largestCount),
      "gold_matches_majority": .bool(triangulation.goldMatchesMajority),
      "has_majority": .bool(triangulation.majority != nil),
      "majority_answer": answer?.value ?? .null,
      "absolute_tolerance": .number(JSONNumber(comparison.tolerance.absolute)),
      "relative_tolerance": .number(JSONNumber(comparison.tolerance.relative)),
    ]
  }

  private var timing: JSONValue {
    let asked = runs.filter(\.wasNeeded).map(\.seconds)
    let total = asked.reduce(gold.seconds, +)
    func seconds(_ value: Double) -> JSONValue {
      .number(JSONNumber((value * 1000).rounded() / 1000))
    }
    return [
      "gold_elapsed": seconds(gold.seconds), "consistency_elapsed": .array(asked.map(seconds)),
      "total_elapsed": seconds(total),
      "avg_elapsed": seconds(total / Double(asked.count + 1)),
    ]
  }

  private var diagnostics: JSONValue {
    let diagnosis = Diagnosis(triangulation)
    let executions = ([gold] + runs).flatMap(\.trace.turns).map(\.execution)
    let clusters: [JSONValue] = zip(
      triangulation.clusters.clusters, triangulation.clusters.representatives
    ).enumerated().map { index, cluster in
      let answer = runs[cluster.1].trace.finalAnswer
      return [
        "count": number(cluster.0.count), "runs": .array(cluster.0.map(number)),
        "answer": answer?.value ?? .null,
        "answer_hash": answer.map { .string($0.hash) } ?? .null,
        "matches_gold": .bool(triangulation.goldAgrees[index]),
      ]
    }
    return [
      "category": .string(diagnosis.category.rawValue),
      "entropy": .number(JSONNumber((diagnosis.entropy * 10_000).rounded() / 10_000)),
      "majority_confidence": .number(
        JSONNumber((diagnosis.majorityConfidence * 10_000).rounded() / 10_000)),
      "clusters": .array(clusters),
      "gold_succeeded": .bool(triangulation.goldSucceeded),
      "executions": number(executions.count),
      "failed_executions": number(executions.count { !$0.succeeded }),
      "ground_truth": groundTruth,
    ]
  }

  /// The known answers, if the question has any.
  private var groundTruth: JSONValue {
    guard let gold = triangulation.goldIsRight, let majority = triangulation.majorityIsRight else {
      return .null
    }
    return [
      "gold_is_right": .bool(gold),
      "majority_is_right": .bool(triangulation.majority != nil && majority),
    ]
  }

  private var verdicts: JSONValue {
    let agreement = HookAgreement(comparison: comparison)
    let goldHooks = gold.trace.hooks
    let all = agreement.common(goldHooks, to: []).count
    let each: [JSONValue] = runs.enumerated().map { index, run in
      let cluster = triangulation.cluster(of: index)
      return [
        "run": number(index), "needed": .bool(run.wasNeeded),
        "ending": run.trace.ending.map { .string($0.rawValue) } ?? .null,
        "cluster": cluster.map(number) ?? .null,
        "matches_gold": .bool(agreesWithGold(run)),
        "matches_majority": .bool(triangulation.majority?.contains(index) == true),
        "gold_hooks_reproduced": number(
          agreement.reproduced(goldHooks, by: run.trace.hooks).count),
      ]
    }
    return ["gold_hooks": number(all), "runs": .array(each)]
  }

  private func agreesWithGold(_ run: Run) -> Bool {
    guard let answer = run.trace.finalAnswer, let gold = gold.trace.finalAnswer else {
      return false
    }
    return comparison.agree(gold.value, answer.value)
  }

  /// The intermediate values that all agreeing runs share, as the first of them recorded them: the
  /// run with the hint if it agrees.
  private var commonHooks: [CodeHook] {
    guard let majority = triangulation.majority else { return [] }
    var traces = majority.map { runs[$0].trace.hooks }
    if triangulation.goldMatchesMajority { traces.insert(gold.trace.hooks, at: 0) }
    guard let first = traces.first else { return [] }
    return HookAgreement(comparison: comparison)
      .common(first, to: Array(traces.dropFirst())).map { first[$0] }
  }

  private var usage: TokenUsage {
    ([gold] + runs).flatMap(\.steps).reduce(into: TokenUsage()) { sum, step in
      if let answer = step.answer { sum += answer.usage }
    }
  }
}

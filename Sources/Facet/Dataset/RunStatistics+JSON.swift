package import FacetJSON
internal import FacetModels
internal import FacetPlatform

extension RunStatistics {
  /// The statistics that depend only on the dataset's completions, as written in its metadata.
  package var json: JSONObject {
    var object = answers
    if !structured.isEmpty { object["structured"] = .array(structured.map(Self.json)) }
    return object
  }

  private static func json(_ structured: Structured) -> JSONValue {
    [
      "condition": .string(structured.condition), "step": .string(structured.step),
      "matched": .number(JSONNumber(structured.matched)),
      "fenced": .number(JSONNumber(structured.fenced)),
      "in_prose": .number(JSONNumber(structured.inProse)),
      "sent_back": .number(JSONNumber(structured.sentBack)),
      "unmatched": .number(JSONNumber(structured.unmatched)),
    ]
  }

  private var answers: JSONObject {
    [
      "latencies": Self.json(latency),
      "by_model": .array(
        byModel.map { group in
          var object = Self.json(group, named: "model")
          object["provider"] = group.provider.map { .string($0) } ?? .null
          object["latencies"] = Self.json(group.latency)
          return .object(object)
        }),
      "by_perspective": .array(
        byPerspective.map { group in
          var object = Self.json(group, named: "condition")
          object["latencies"] = Self.json(group.latency)
          return .object(object)
        }),
      "by_step": .array(byStep.map { .object(Self.json($0, named: "step")) }),
      "truncations": .array(
        truncations.map { truncation in
          [
            "condition": .string(truncation.condition), "step": .string(truncation.step),
            "answers": .number(JSONNumber(truncation.answers)),
            "truncated": .number(JSONNumber(truncation.truncated)),
            "max_tokens": truncation.maxTokens.map { .number(JSONNumber($0)) } ?? .null,
          ]
        }),
    ]
  }

  /// The scores as written in the metadata.
  package var scoresJSON: JSONValue {
    .array(
      scores.map { score in
        [
          "name": .string(score.name), "condition": .string(score.condition),
          "model": .string(score.model), "scored": .number(JSONNumber(score.scored)),
          "mean": Self.json(score.mean),
          "interval_95": score.interval.map {
            .array([Self.json($0.lowerBound), Self.json($0.upperBound)])
          } ?? .null,
          "nulls": .object(
            JSONObject(
              score.nulls.sorted { $0.key < $1.key }.map { ($0.key, .number(JSONNumber($0.value))) }
            )),
        ]
      })
  }

  /// The comparisons as written in the metadata.
  package var comparisonsJSON: JSONValue {
    .array(
      comparisons.map { counts in
        [
          "name": .string(counts.name), "first": .number(JSONNumber(counts.first)),
          "second": .number(JSONNumber(counts.second)), "ties": .number(JSONNumber(counts.ties)),
          "pairs_in_both_orders": .number(JSONNumber(counts.pairs)),
          "contradictions": .number(JSONNumber(counts.contradictions)),
        ]
      })
  }

  /// A number with six decimals at most.
  private static func json(_ number: Double?) -> JSONValue {
    number.flatMap { ScoreValue($0) }.map { .number($0.number) } ?? .null
  }

  private static func json(_ group: Group, named key: String) -> JSONObject {
    [
      key: .string(group.name), "answers": .number(JSONNumber(group.answers)),
      "token_usage": .object(group.usage.json),
      "cost_usd": group.cost.map { .number($0.number) } ?? .null,
      "finish_reasons": .object(
        JSONObject(
          group.finishReasons.sorted { $0.key < $1.key }
            .map { ($0.key, .number(JSONNumber($0.value))) })),
    ]
  }

  private static func json(_ latency: Latency?) -> JSONValue {
    guard let latency else { return .array([]) }
    return .array(
      [(50, latency.p50), (95, latency.p95), (99, latency.p99)].map { percentile, time in
        [
          "percentile": .number(JSONNumber(percentile)),
          "latency_ms": .number(JSONNumber(time.milliseconds)),
        ]
      })
  }
}

extension DatasetUsage {
  /// The usage under the keys of `token_usage`.
  package var json: JSONObject {
    [
      "prompt_tokens": .number(JSONNumber(promptTokens)),
      "completion_tokens": .number(JSONNumber(completionTokens)),
      "total_tokens": .number(JSONNumber(totalTokens)),
      "cached_tokens": .number(JSONNumber(cachedTokens)),
      "cache_write_tokens": .number(JSONNumber(cacheWriteTokens)),
      "reasoning_tokens": .number(JSONNumber(reasoningTokens)),
      "source": .string(source),
    ]
  }
}

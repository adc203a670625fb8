internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// The metadata and the card of an export.
struct ExportReport {
  let recipe: ExportRecipe
  let version: String
  let files: [[SourceFile]]
  let outputs: [KindOutput]
  let check: ContaminationCheck

  var isRehearsal: Bool { files.contains { $0.contains(where: \.isRehearsal) } }

  /// The start of the newest run, so that the same inputs give the same bytes.
  private var created: String? { files.flatMap { $0 }.compactMap(\.created).max() }

  // MARK: Metadata

  var metadata: JSONValue {
    var document: JSONObject = [
      "dataset_name": .string(recipe.name), "version": .string(recipe.version),
      "description": .string(recipe.description),
      "creation_date": created.map { .string($0) } ?? .null,
      "random_seed": number(recipe.seed),
      "format": .string("JSON Lines for \(recipe.form.target.rawValue)"),
      "license": recipe.license.map { .string($0) } ?? .null, "rehearsal": .bool(isRehearsal),
      "schema": schema,
      "contamination_exclusions": .array(
        recipe.contamination.keywords.map { .string($0) }),
      "statistics": statistics, "steps": steps, "sources": sources,
      "splits": splits, "mix": mix, "rules": rules,
      "contamination": check.json(
        before: outputs.reduce(0) { $0 + stepCount($1, "final").taken },
        after: outputs.reduce(0) { $0 + stepCount($1, "final").kept },
        own: Set(
          files.flatMap { $0.flatMap(\.prompts) } + [recipe.form.systemText].compactMap { $0 }
        ).sorted()),
      "duplicates": duplicates,
      "models": .array(Set(outputs.flatMap(\.models)).sorted().map { .string($0) }),
      "cost_usd": cost,
    ]
    let warnings = outputs.flatMap(\.warnings)
    if !warnings.isEmpty { document["warnings"] = .array(warnings.map { .string($0) }) }
    if !recipe.forgotten.isEmpty {
      document["forgotten_sources"] = .array(recipe.forgotten.map { .string($0) })
    }
    let surrogates = outputs.reduce(0) { $0 + $1.loneSurrogates }
    if surrogates > 0 { document["replaced_surrogates"] = number(surrogates) }
    document["facet_version"] = .string(version)
    return .object(document)
  }

  private func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }

  private func counts(_ counts: [String: Int]) -> JSONValue {
    .object(JSONObject(counts.sorted { $0.key < $1.key }.map { ($0.key, number($0.value)) }))
  }

  private func byKind(_ value: (KindOutput) -> JSONValue) -> JSONValue {
    .object(JSONObject(outputs.map { ($0.kind.rawValue, value($0)) }))
  }

  private func stepCount(_ output: KindOutput, _ name: String) -> Funnel.Step {
    output.funnel.steps.first { $0.name == name } ?? Funnel.Step(name: name, unit: "rows")
  }

  private var schema: JSONValue {
    byKind { output in
      .object(JSONObject(output.columns.map { ($0.name, .string($0.type.rawValue)) }))
    }
  }

  private var statistics: JSONValue {
    func sum(_ counts: (KindOutput) -> [String: Int]) -> [String: Int] {
      outputs.reduce(into: [:]) { $0.merge(counts($1), uniquingKeysWith: +) }
    }
    var statistics: JSONObject = [
      "total": number(outputs.flatMap(\.splits).reduce(0) { $0 + $1.rows }),
      "task_type_distribution": counts(sum(\.taskCounts)),
      "source_distribution": counts(sum(\.sourceCounts)),
    ]
    // The published keys of a single dataset stand at the top.
    if outputs.count == 1, let only = outputs.first {
      for member in only.statistics.members where member.key != "total" {
        statistics[member.key] = member.value
      }
    }
    let tasks = sum(\.taskCounts)
    if let general = tasks["general"], general > 0 {
      let agents = tasks.values.reduce(0, +) - general
      statistics["agent_to_general_ratio"] = .number(
        ScoreReading.decimal((Double(agents) / Double(general) * 10_000).rounded() / 10_000))
    }
    statistics["by_kind"] = byKind { .object($0.statistics) }
    return .object(statistics)
  }

  private var steps: JSONValue { byKind { $0.funnel.json } }

  private var sources: JSONValue {
    .array(
      zip(recipe.sources, files).flatMap { source, files in
        files.map { file in
          [
            "name": .string(source.name), "path": .string(file.name),
            "form": .string(file.form.rawValue), "sha256": .string(file.digest.description),
            "task_type": .string(source.taskType ?? file.taskType),
            "license": source.license.map { .string($0) } ?? .null,
            "created": file.created.map { .string($0) } ?? .null,
            "configuration_fingerprint": file.fingerprint.map { .string($0) } ?? .null,
            "rehearsal": .bool(file.isRehearsal), "scorers": file.scorers,
            "own_system_messages": .bool(file.ownsSystemMessages),
          ]
        }
      })
  }

  private var splits: JSONValue {
    let rules = recipe.split
    return [
      "shares": .object(
        JSONObject(rules.shares.map { ($0.name, .number(ScoreReading.decimal($0.share))) })),
      "seed": number(rules.seed ?? recipe.seed),
      "rule": .string(
        rules.isExact
          ? "whole groups in the order of their hashes until the shares are met"
          : "the first 8 bytes of SHA-256 of 'facet-split/1', NUL, seed, NUL, group, as a fraction "
            + "of 2^64, among the cumulative shares"),
      "exact": .bool(rules.isExact),
      "by": .array(rules.by.map { .array($0.map { .string($0) }) }),
      "holdout": .object(
        JSONObject(
          rules.holdout.map { ($0.field, .array($0.patterns.map { .string($0) })) })),
      "result": byKind { output in
        [
          "rows": counts(
            Dictionary(uniqueKeysWithValues: output.splits.map { ($0.name, $0.rows) })),
          "groups": counts(
            Dictionary(uniqueKeysWithValues: output.splits.map { ($0.name, $0.groups) })),
          // A group has one split, so the sum of the splits' groups is the number of groups.
          "groups_in_two_splits": number(0), "largest_group": output.largestGroup,
        ]
      },
    ]
  }

  private var mix: JSONValue { byKind { .array($0.mixCounts) } }

  private var rules: JSONValue {
    byKind { output in
      let rules = output.rules
      func score(_ value: Int?) -> JSONValue {
        value.map { .number(ScoreReading.number($0)) } ?? .null
      }
      return [
        "score": rules.score.map { .string($0) } ?? .null,
        "where": rules.condition.map { .string($0.text) } ?? .null,
        "keep": .string(rules.keep.rawValue), "min_score": score(rules.minScore),
        "pairs": .string(rules.pairs.rawValue), "min_difference": score(rules.minDifference),
        "pass": score(rules.pass),
        "columns_left_out": .object(
          JSONObject(output.leftOut.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
        ),
      ]
    }
  }

  private var duplicates: JSONValue {
    [
      "exact": .bool(recipe.duplicates.exact),
      "near": recipe.duplicates.near.map { .number(ScoreReading.decimal($0)) } ?? .null,
      "dropped": droppedDuplicates,
    ]
  }

  private var droppedDuplicates: JSONValue {
    byKind { output in
      let reasons = stepCount(output, "duplicates").reasons
      return [
        "exact": number(reasons["exact"] ?? 0), "near": number(reasons["near"] ?? 0),
      ]
    }
  }

  private var cost: JSONValue {
    // Kinds of the same source have read the same answers.
    let paid = outputs.reduce(into: [Int: USDollars]()) {
      $0.merge($1.paid, uniquingKeysWith: max)
    }.values.reduce(USDollars.zero) { $0 + $1 }
    let unpriced = outputs.reduce(into: [Int: Int]()) {
      $0.merge($1.unpriced, uniquingKeysWith: max)
    }.values.reduce(0, +)
    return [
      "of_rows": byKind { .number($0.cost.number) }, "of_all_answers": .number(paid.number),
      "answers_of_unknown_cost": number(unpriced),
    ]
  }

  // MARK: Card

  var card: DatasetCard {
    let kinds = outputs.map(\.kind)
    var categories = ["text-generation"]
    if recipe.sources.contains(where: { $0.taskType == "csv" })
      || files.contains(where: { $0.contains { $0.form == .episodes } })
    {
      categories.append("question-answering")
    }
    if kinds.contains(.rl) { categories.append("reinforcement-learning") }
    return DatasetCard(
      title: recipe.name, license: recipe.license, language: recipe.language,
      configurations: outputs.map { output in
        DatasetCard.Configuration(
          name: output.kind.rawValue,
          splits: output.splits.map { ($0.name, $0.path, $0.rows, $0.bytes) },
          columns: output.columns)
      }, tags: ["synthetic", "facet"] + kinds.map(\.rawValue) + (isRehearsal ? ["rehearsal"] : []),
      taskCategories: categories, body: CardBody(report: self).text)
  }

  /// The entries that LLaMA-Factory needs beside the data.
  var llamaFactoryInfo: JSONValue {
    let tags: JSONValue = [
      "role_tag": "role", "content_tag": "content", "user_tag": "user",
      "assistant_tag": "assistant", "observation_tag": "tool", "function_tag": "function",
      "system_tag": "system",
    ]
    return .object(
      JSONObject(
        outputs.flatMap { output in
          output.splits.map { split -> (String, JSONValue) in
            var columns: JSONObject =
              output.kind == .dpo
              ? ["messages": "prompt", "chosen": "chosen", "rejected": "rejected"]
              : ["messages": "messages"]
            if output.kind == .kto { columns["kto_tag"] = "label" }
            if output.columns.contains(where: { $0.name == "tools" }) { columns["tools"] = "tools" }
            return (
              "\(recipe.name)_\(output.kind.rawValue)_\(split.name)",
              [
                "file_name": .string(split.path), "formatting": "openai",
                "ranking": .bool(output.kind == .dpo), "columns": .object(columns), "tags": tags,
              ]
            )
          }
        }))
  }
}

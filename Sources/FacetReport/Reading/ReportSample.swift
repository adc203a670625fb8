internal import FacetJSON

/// A sample with the cells of all columns, as the page shows it.
struct ReportSample: Sendable {
  var index: Int
  var id: String
  var context: String?
  var reference: String?
  /// Aligned with the columns; `nil` if the dataset has no cell there.
  var cells: [ReportCell?]

  /// The sample as the page's script reads it.
  var json: JSONValue {
    [
      "i": .number(JSONNumber(index)), "id": .string(id),
      "c": context.map { .string($0) } ?? .null, "r": reference.map { .string($0) } ?? .null,
      "a": .array(cells.map { $0?.json ?? .null }),
    ]
  }
}

/// A cell as the page shows it.
struct ReportCell: Sendable {
  var status: String
  var response: String?
  var preparation: String?
  var model: String?
  var finishReason: String?
  /// The sum over its steps, in milliseconds.
  var latency: Int?
  var promptTokens: Int?
  var completionTokens: Int?
  var cost: JSONNumber?
  /// Attempts beyond the first of each step.
  var retries: Int?
  /// `class`, `status` and `message`.
  var error: JSONValue?
  /// Numbers or null by name, if the dataset has scores.
  var scores: JSONObject?

  /// The cell as an array in the order that the page's script expects.
  var json: JSONValue {
    func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
    func number(_ value: Int?) -> JSONValue { value.map { .number(JSONNumber($0)) } ?? .null }
    var values: [JSONValue] = [
      .string(status), text(response), text(preparation), text(model), text(finishReason),
      number(latency), number(promptTokens), number(completionTokens),
      cost.map { .number($0) } ?? .null, number(retries), error ?? .null,
    ]
    if let scores { values.append(.object(scores)) }
    return .array(values)
  }
}

/// The metadata of a dataset.
struct ReportFrame: Sendable {
  var title: String
  var description: String?
  /// In the order of the cells of a sample.
  var columns: [JSONObject]
  var metadata: JSONObject

  /// The frame as the page's script reads it.
  ///
  /// - Parameter label: A name that is unique among the page's datasets.
  func json(total: Int, file: String, label: String) -> JSONValue {
    var models: [String] = []
    for column in columns {
      if let model = column["model"]?.string, !models.contains(model) { models.append(model) }
    }
    if models.isEmpty, let model = metadata["model_config"]?["model_name"]?.string {
      models = [model]
    }
    return [
      "title": .string(title), "description": description.map { .string($0) } ?? .null,
      "total": .number(JSONNumber(total)), "file": .string(file), "label": .string(label),
      "perspectives": .array(
        columns.map { .object(Self.shown($0, hasModels: models.count > 1)) }),
      "truncations": list(metadata["statistics"]?["truncations"]),
      "latencies": list(metadata["statistics"]?["latencies"]),
      "perspectiveLatencies": .object(perspectiveLatencies),
      "scores": list(metadata["scores"]), "comparisons": list(metadata["comparisons"]),
      "metadata": [
        "models": .array(models.map { .string($0) }),
        "provider": metadata["api_provider"] ?? .null,
        "time": metadata["generation_time"] ?? .null,
        "fingerprint": metadata["configuration_fingerprint"] ?? .null,
        "status": metadata["status"] ?? .null, "test": metadata["test_mode"] ?? .null,
        "rehearsal": metadata["rehearsal"] ?? .null,
        "adjustments": list(metadata["adjustments"]),
      ],
    ]
  }

  /// The latencies of each condition in the dataset's statistics.
  private var perspectiveLatencies: JSONObject {
    var latencies = JSONObject()
    for group in metadata["statistics"]?["by_perspective"]?.array ?? [] {
      guard let condition = group["condition"]?.string, let told = group["latencies"] else {
        continue
      }
      latencies[condition] = list(told)
    }
    return latencies
  }

  /// The value if it is an array, otherwise an empty array.
  private func list(_ value: JSONValue?) -> JSONValue { .array(value?.array ?? []) }

  /// The keys of a perspective that the page shows.
  ///
  /// - Parameter hasModels: Whether the columns can be grouped by model.
  private static func shown(_ column: JSONObject, hasModels: Bool) -> JSONObject {
    var shown = JSONObject()
    for key in [
      "condition", "base_condition", "system", "reading", "strategy", "steps", "isReference",
      "metadata",
    ] {
      if let value = column[key], !value.isNull { shown[key] = value }
    }
    shown["perspective"] = .string(perspective(of: column))
    if hasModels, column["isReference"]?.bool != true {
      var groups = column["metadata"]?.object ?? JSONObject()
      for (key, value) in [
        ("model", column["model_label"] ?? column["model"]),
        ("condition", column["base_condition"] ?? column["condition"]),
      ] where groups[key] == nil { groups[key] = value }
      shown["metadata"] = .object(groups)
    }
    return shown
  }

  /// The column's name in the statistics, which count all completions of a perspective together.
  private static func perspective(of column: JSONObject) -> String {
    let name = column["condition"]?.string ?? "?"
    guard let completion = column["completion"]?.int else { return name }
    let number = " #\(completion &+ 1)"
    return name.hasSuffix(number) ? String(name.dropLast(number.count)) : name
  }
}

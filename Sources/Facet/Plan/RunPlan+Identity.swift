internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

extension RunPlan {
  /// The provider of the top-level model, or `nil` if no perspective uses it or if there are
  /// several models.
  var topLevelProvider: String? {
    guard configuration.models.count < 2 else { return nil }
    let name = configuration.model.modelName
    return lanes.first { $0.model == name }?.endpoint.provider.name
  }

  /// The SHA-256 of the run's resolved task, prompts, models and selection, excluding limits, retry
  /// and budget.
  var fingerprint: SHA256 {
    var object: JSONObject = [
      "task_type": .string(configuration.taskType),
      "prompt_layout": .string(configuration.promptLayout.rawValue),
      "perspectives": .array(
        columns.map { column in
          var entry = column.json
          entry["asked"] = .array(column.perspective.steps.map(json))
          if let agent = column.perspective.declaration?.agent {
            entry["agent"] = .object(agent.json)
          }
          return .object(entry)
        }),
      "data_config": .object(configuration.dataConfigAsWritten),
      "test": .bool(options.isTest),
      "samples": .array(
        options.samples.map {
          [.number(JSONNumber($0.lowerBound)), .number(JSONNumber($0.upperBound))]
        } ?? []),
    ]
    if let spread = options.spread { object["spread"] = .number(JSONNumber(spread)) }
    object["limit"] = options.limit.map { .number(JSONNumber($0)) } ?? .null
    object["replicate"] = options.replicate.map { .string($0) } ?? .null
    return SHA256(of: JSONValue.object(object).canonicalBytes)
  }

  private func json(of step: PlannedStep) -> JSONValue {
    let lane = lanes[step.lane]
    var object: JSONObject = [
      "endpoint": .string(lane.identity),
      "wire_format": .string(lane.endpoint.wireFormat.rawValue),
      "model": .string(step.wireModel),
      "options": .object(step.model.options.json),
      "extra_body": .object(step.model.extraBody),
    ]
    if let schema = step.schema {
      object["response_format"] = .string(schema.format.json.text)
      object["repair"] = .number(JSONNumber(schema.repairs))
    }
    return .object(object)
  }
}

extension RunPlan {
  /// Two invocations with the same identity are one run: they send the same requests about the same
  /// data, in the same mode, and write to the same place.
  var runIdentity: SHA256 {
    var object: JSONObject = [
      "asked": .string(fingerprint.description),
      "input": .string(input.sha256.description),
      "output": options.output.map {
        .string(FileSystem.absolute($0, in: FileSystem.workingDirectory))
      } ?? .null,
      "rehearsal": options.rehearsal.map { .string($0.identity) } ?? .null,
    ]
    if let goal = options.goal { object["until"] = .string(goal.identity) }
    if let shard = options.shard { object["shard"] = .string("\(shard)") }
    return SHA256(of: JSONValue.object(object).canonicalBytes)
  }
}

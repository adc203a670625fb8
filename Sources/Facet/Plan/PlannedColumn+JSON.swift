internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels

extension PlannedColumn {
  /// The column's entry in `agent_perspectives`: prompts resolved to strings.
  var json: JSONObject {
    let declaration = perspective.declaration
    var object: JSONObject = ["condition": .string(condition)]
    object["reading"] = declaration?.reading.map { .string($0.prompt.text) } ?? .null
    object["strategy"] = (declaration?.strategy).map { .string($0.prompt.text) } ?? .null
    if let file = declaration?.reading?.prompt.file { object["reading_file"] = .string(file) }
    if let file = declaration?.strategy.prompt.file { object["strategy_file"] = .string(file) }
    if let system = declaration?.system {
      object["system"] = .string(system.text)
      if let file = system.file { object["system_file"] = .string(file) }
    }
    object.describe(declaration?.reading?.schema, as: "reading_schema")
    if declaration?.isPair == true {
      object.describe(declaration?.strategy.schema, as: "schema")
    }
    if let declaration, !declaration.isPair {
      object["steps"] = .array(perspective.steps.map(Self.json))
    }
    if let declaration, declaration.isPair, let strategy = perspective.strategy {
      if declaration.continues { object["continue"] = .bool(true) }
      object["opening"] = Self.opening(of: strategy)
    }
    if perspective.completions > 1 || perspective.modelLabel != nil {
      object["base_condition"] = .string(perspective.condition)
    }
    if perspective.completions > 1 {
      object["completion"] = .number(JSONNumber(completion))
    }
    if let strategy = perspective.strategy {
      object["model"] = .string(strategy.model.modelName)
      if let label = perspective.modelLabel, label != strategy.model.modelName {
        object["model_label"] = .string(label)
      }
    }
    if let metadata = declaration?.metadata { object["metadata"] = .object(metadata) }
    return object
  }

  /// The messages of a step before the sample, with templates as written; `nil` for none.
  private static func opening(of step: PlannedStep) -> JSONValue? {
    guard !step.opening.isEmpty else { return nil }
    return .array(
      step.opening.map { message in
        let (role, text) = message.written
        return ["role": .string(role.rawValue), "content": .string(text)]
      })
  }

  /// A step of a perspective that was written with `steps`.
  private static func json(_ step: PlannedStep) -> JSONValue {
    var object: JSONObject = [
      "name": .string(step.name), "prompt": .string(step.prompt.text),
    ]
    if let file = step.prompt.file { object["prompt_file"] = .string(file) }
    if let system = step.system {
      object["system"] = .string(system.text)
      if let file = system.file { object["system_file"] = .string(file) }
    }
    object.describe(step.schema, as: "schema")
    object["opening"] = opening(of: step)
    object["model"] = .string(step.model.modelName)
    object["per_completion"] = .bool(step.place.isPerCompletion)
    return .object(object)
  }
}

extension JSONObject {
  /// Adds an answer's schema, the number of its repairs and its file.
  fileprivate mutating func describe(_ schema: AnswerSchema?, as key: String) {
    guard let schema else { return }
    self[key] = schema.format.schema.source
    self["\(key)_repair"] = .number(JSONNumber(schema.repairs))
    if let file = schema.file { self["\(key)_file"] = .string(file) }
  }
}

internal import FacetConfiguration
internal import FacetJSON

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
    if perspective.completions > 1 {
      object["base_condition"] = .string(perspective.condition)
      object["completion"] = .number(JSONNumber(completion))
    }
    if let strategy = perspective.strategy {
      object["model"] = .string(strategy.model.modelName)
    }
    if let metadata = declaration?.metadata { object["metadata"] = .object(metadata) }
    return object
  }
}

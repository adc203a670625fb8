internal import FacetJSON

/// Values that satisfy a JSON Schema, for tool arguments and structured answers.
struct SchemaValue {
  let sample: SampleWords
  var random: SeededRandom

  /// A value that satisfies a schema; a word if the schema does not restrict the type.
  mutating func value(for schema: JSONValue, depth: Int = 0) -> JSONValue {
    if let constant = schema["const"] { return constant }
    if let choices = schema["enum"]?.array, !choices.isEmpty {
      return choices[random.index(below: choices.count)]
    }
    for key in ["anyOf", "oneOf", "allOf"] {
      if let first = schema[key]?[0], depth < 8 { return value(for: first, depth: depth + 1) }
    }
    let type = schema["type"]?.string ?? schema["type"]?[0]?.string
    switch type?.lowercased() ?? (schema["properties"]?.object == .none ? "string" : "object") {
    case "object": return object(for: schema, depth: depth)
    case "array":
      guard depth < 8, let items = schema["items"] else { return [] }
      let count = max(schema["minItems"]?.int ?? 0, 2)
      return .array((0..<min(count, 100)).map { _ in value(for: items, depth: depth + 1) })
    case "integer", "number":
      let least = schema["minimum"]?.int ?? 1
      let most = max(least, min(schema["maximum"]?.int ?? least + 9, least + 1_000_000))
      return .number(JSONNumber(least + random.index(below: most - least + 1)))
    case "boolean": return .bool(random.next() & 1 == 0)
    case "null": return .null
    default: return .string(sample.term(random: &random))
    }
  }

  private mutating func object(for schema: JSONValue, depth: Int) -> JSONValue {
    var object = JSONObject()
    guard depth < 8 else { return .object(object) }
    for member in schema["properties"]?.object?.members ?? [] {
      object[member.key] = value(for: member.value, depth: depth + 1)
    }
    return .object(object)
  }
}

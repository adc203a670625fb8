internal import FacetJSON

/// The part of JSON Schema that a provider's requests take. The rest of a schema is left to
/// Facet's own check and said in descriptions.
struct SchemaSubset {
  /// The keywords that stay as they are.
  var keywords: Set<String>
  /// The values of `format` that stay; `nil` for all.
  var formats: Set<String>?
  /// Whether every object must refuse members beside its properties.
  var closesObjects: Bool
  /// Whether schemas may contain themselves.
  var allowsRecursion: Bool
  /// Whether nothing may stand beside `$ref`.
  var isolatesReferences: Bool
  /// Whether a value may be in `enum`.
  var isChoice: @Sendable (JSONValue) -> Bool

  static let anthropic = SchemaSubset(
    keywords: [
      "$defs", "$ref", "type", "enum", "const", "properties", "required", "additionalProperties",
      "items", "anyOf", "title", "description", "default", "format", "pattern",
    ],
    formats: [
      "date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid",
    ],
    closesObjects: true, allowsRecursion: false, isolatesReferences: false,
    isChoice: { $0.array == nil && $0.object == nil })

  static let gemini = SchemaSubset(
    keywords: [
      "$defs", "$ref", "type", "enum", "properties", "required", "additionalProperties", "items",
      "anyOf", "title", "description", "format", "minItems", "maxItems", "minimum", "maximum",
    ],
    formats: nil, closesObjects: false, allowsRecursion: true, isolatesReferences: true,
    isChoice: { $0.string != nil || $0.number != nil })

  /// The schema in this part of JSON Schema; `nil` if it loses more than conditions on values.
  func schema(of schema: JSONSchema) -> JSONValue? {
    if !allowsRecursion, schema.isRecursive { return nil }
    var isExpressible = true
    let reduced = reduced(schema.source, &isExpressible)
    return isExpressible ? reduced : JSONValue?.none
  }

  private func reduced(_ schema: JSONValue, _ isExpressible: inout Bool) -> JSONValue {
    guard let object = schema.object else { return schema }
    var members = JSONObject()
    var omitted: [String] = []
    for member in object.members {
      if isolatesReferences, object["$ref"] != nil, !member.key.hasPrefix("$") { continue }
      guard let value = reduced(member, &isExpressible) else {
        if Self.conditions.contains(member.key) {
          omitted.append("\(member.key): \(member.value.text)")
        }
        continue
      }
      members[member.key] = value
    }
    if let constant = object["const"], members["const"] == nil, isChoice(constant) {
      members["enum"] = [constant]
      omitted.removeAll { $0.hasPrefix("const: ") }
    }
    if let choices = nullableChoices(of: object) {
      members["type"] = nil
      members["enum"] = nil
      members["anyOf"] = choices
      omitted.removeAll { $0.hasPrefix("enum: ") }
    }
    if closesObjects, !close(&members, object) { isExpressible = false }
    if !omitted.isEmpty, members["$ref"] == nil || !isolatesReferences {
      let words = "(\(omitted.joined(separator: ", ")))"
      let description = object["description"]?.string.map { "\($0) \(words)" } ?? words
      members["description"] = .string(description)
    }
    return .object(members)
  }

  /// A choice of values and null as two schemas, where null may not be in `enum`.
  private func nullableChoices(of object: JSONObject) -> JSONValue? {
    guard !isChoice(.null), object["anyOf"] == nil, let choices = object["enum"]?.array else {
      return nil
    }
    let values = choices.filter { !$0.isNull }
    guard values.count < choices.count, !values.isEmpty, values.allSatisfy(isChoice) else {
      return nil
    }
    var some: JSONObject = ["enum": .array(values)]
    let others = (object["type"]?.array ?? []).filter { $0 != "null" }
    if let type = others.first { some["type"] = others.count == 1 ? type : .array(others) }
    return [.object(some), ["type": "null"]]
  }

  /// A keyword's value in this part; `nil` if it is left out.
  private func reduced(
    _ member: JSONObject.Member, _ isExpressible: inout Bool
  ) -> JSONValue? {
    let value = member.value
    // `nil` alone would be JSON's null.
    let none = JSONValue?.none
    if member.key == "minItems", let count = value.int, closesObjects {
      return count <= 1 ? value : none
    }
    guard keywords.contains(member.key) else { return nil }
    switch member.key {
    case "properties", "$defs":
      guard let object = value.object else { return value }
      var members = JSONObject()
      for property in object.members {
        members[property.key] = reduced(property.value, &isExpressible)
      }
      return .object(members)
    case "items", "additionalProperties": return reduced(value, &isExpressible)
    case "anyOf": return .array((value.array ?? []).map { reduced($0, &isExpressible) })
    case "enum": return value.array?.allSatisfy(isChoice) == true ? value : none
    case "const": return isChoice(value) ? value : none
    case "format": return formats?.contains(value.string ?? "") == false ? none : value
    case "pattern":
      // Word boundaries and Unicode properties are refused.
      let isPlain = !["\\b", "\\B", "\\p", "\\P"].contains { value.string?.contains($0) == true }
      return isPlain ? value : none
    default: return value
    }
  }

  /// Refuses members beside an object's properties; false if the schema counts on such members.
  private func close(_ members: inout JSONObject, _ object: JSONObject) -> Bool {
    let types = object["type"]?.array ?? object["type"].map { [$0] } ?? []
    guard types.contains("object") || object["properties"] != nil else { return true }
    switch object["additionalProperties"] {
    case .bool(false): return true
    case nil where object["properties"] != nil:
      members["additionalProperties"] = false
      return true
    default: return false
    }
  }

  /// The keywords that are said in a description where they are left out.
  private static let conditions: Set<String> = [
    "enum", "const", "minItems", "maxItems", "minLength", "maxLength", "minimum", "maximum",
    "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "pattern",
  ]
}

extension JSONValue {
  /// A schema without some keywords, at every level.
  func withoutSchemaKeys(_ keys: Set<String>) -> JSONValue {
    guard let object else { return self }
    var members = JSONObject()
    for member in object.members where !keys.contains(member.key) {
      members[member.key] =
        switch member.key {
        case "properties", "$defs":
          member.value.object.map { properties in
            .object(
              JSONObject(
                distinct: properties.members.map {
                  JSONObject.Member(key: $0.key, value: $0.value.withoutSchemaKeys(keys))
                }))
          } ?? member.value
        case "items", "additionalProperties": member.value.withoutSchemaKeys(keys)
        case "anyOf":
          member.value.array.map { .array($0.map { $0.withoutSchemaKeys(keys) }) } ?? member.value
        default: member.value
        }
    }
    return .object(members)
  }
}

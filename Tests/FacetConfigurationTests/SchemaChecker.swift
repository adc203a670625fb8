import FacetJSON

/// Checks values against a JSON Schema, for the keywords that Facet's schema uses; any other
/// keyword is an error, so that none is passed over.
struct SchemaChecker {
  struct UnknownKeyword: Error {
    var keyword: String
  }

  let root: JSONValue

  func accepts(_ value: JSONValue) throws -> Bool {
    try accepts(value, root)
  }

  /// Follows a reference within the schema: `#/$defs/model`.
  func resolve(_ reference: String) throws -> JSONValue {
    var schema = root
    for key in reference.split(separator: "/").dropFirst() {
      guard let next = schema[String(key)] else { throw UnknownKeyword(keyword: reference) }
      schema = next
    }
    return schema
  }

  private func accepts(_ value: JSONValue, _ schema: JSONValue) throws -> Bool {
    if let verdict = schema.bool { return verdict }
    for member in schema.object?.members ?? [] {
      guard try holds(member.key, member.value, for: value, in: schema) else { return false }
    }
    return true
  }

  private func holds(
    _ keyword: String, _ rule: JSONValue, for value: JSONValue, in schema: JSONValue
  ) throws -> Bool {
    switch keyword {
    case "$schema", "$defs", "title", "description", "default": return true
    case "$ref": return try accepts(value, resolve(rule.string ?? ""))
    case "type":
      return (rule.array ?? [rule]).contains { isOf(type: $0.string ?? "", value) }
    case "enum": return rule.array?.contains(value) == true
    case "const": return rule == value
    case "not": return try !accepts(value, rule)
    case "allOf": return try (rule.array ?? []).allSatisfy { try accepts(value, $0) }
    case "anyOf": return try (rule.array ?? []).contains { try accepts(value, $0) }
    case "oneOf": return try (rule.array ?? []).count { try accepts(value, $0) } == 1
    case "minimum", "maximum", "exclusiveMinimum":
      guard let number = value.double, let bound = rule.double else { return true }
      return keyword == "minimum"
        ? number >= bound : keyword == "maximum" ? number <= bound : number > bound
    case "minLength":
      return (value.string?.unicodeScalars.count).map { $0 >= rule.int ?? 0 } ?? true
    case "pattern":
      guard let text = value.string else { return true }
      return try text.firstMatch(of: Regex(rule.string ?? "")) != nil
    case "minProperties": return (value.object?.count).map { $0 >= rule.int ?? 0 } ?? true
    case "minItems": return (value.array?.count).map { $0 >= rule.int ?? 0 } ?? true
    case "maxItems": return (value.array?.count).map { $0 <= rule.int ?? 0 } ?? true
    case "prefixItems":
      return try zip(value.array ?? [], rule.array ?? []).allSatisfy { try accepts($0, $1) }
    case "items":
      let prefix = schema["prefixItems"]?.array?.count ?? 0
      return try (value.array ?? []).dropFirst(prefix).allSatisfy { try accepts($0, rule) }
    case "required":
      guard let object = value.object else { return true }
      return rule.array?.allSatisfy { object[$0.string ?? ""] != nil } == true
    case "properties":
      return try (value.object?.members ?? []).allSatisfy { member in
        try rule[member.key].map { try accepts(member.value, $0) } ?? true
      }
    case "propertyNames":
      return try (value.object?.keys ?? []).allSatisfy { try accepts(.string($0), rule) }
    case "additionalProperties":
      let named = schema["properties"]?.object
      return try (value.object?.members ?? []).allSatisfy { member in
        try named?[member.key] != nil || accepts(member.value, rule)
      }
    default: throw UnknownKeyword(keyword: keyword)
    }
  }

  private func isOf(type: String, _ value: JSONValue) -> Bool {
    switch (type, value) {
    case ("null", .null), ("boolean", .bool), ("number", .number), ("string", .string),
      ("array", .array), ("object", .object):
      true
    case ("integer", .number(let number)): number.double.rounded() == number.double
    default: false
    }
  }
}

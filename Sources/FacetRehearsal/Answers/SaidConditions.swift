internal import FacetJSON

/// The conditions on values that a request can only say in a description, because its provider
/// takes no keyword for them: `A date (pattern: "^\d+$", maxLength: 10)`.
enum SaidConditions {
  private static let keywords: Set<String> = [
    "enum", "const", "minItems", "maxItems", "minLength", "maxLength", "minimum", "maximum",
    "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "pattern",
  ]

  /// The schema with the conditions of its description as keywords.
  static func restored(in schema: JSONValue) -> JSONValue {
    guard var object = schema.object, let text = object["description"]?.string,
      text.hasSuffix(")")
    else { return schema }
    for open in text.indices where text[open] == "(" {
      let content = text[text.index(after: open)..<text.index(before: text.endIndex)]
      guard let conditions = conditions(in: content) else { continue }
      for (keyword, value) in conditions { object[keyword] = value }
      return .object(object)
    }
    return schema
  }

  /// Reads `minimum: 1, maximum: 5`; `nil` for other words.
  private static func conditions(in text: Substring) -> [(String, JSONValue)]? {
    var conditions: [(String, JSONValue)] = []
    var rest = text
    while !rest.isEmpty {
      guard let colon = rest.firstIndex(of: ":"), keywords.contains(String(rest[..<colon])) else {
        return nil
      }
      let keyword = String(rest[..<colon])
      rest = rest[rest.index(after: colon)...]
      // The value ends at a comma or at the end; commas inside it do not leave JSON before them.
      let ends = rest.indices.filter { rest[$0] == "," } + [rest.endIndex]
      let read = ends.lazy.compactMap { end in
        (try? ResponseJSON.value(of: Array(rest[..<end].utf8))).map { (value: $0, end: end) }
      }.first
      guard let read else { return nil }
      conditions.append((keyword, read.value))
      rest = rest[read.end...].dropFirst().drop { $0 == " " }
    }
    return conditions.isEmpty ? nil : conditions
  }
}

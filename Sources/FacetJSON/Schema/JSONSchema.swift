/// A checked JSON Schema: the part of draft 2020-12 that providers take for structured answers.
///
/// It knows `type`, `enum`, `const`, `properties`, `required`, `additionalProperties`, `items`,
/// `minItems`, `maxItems`, `minLength`, `maxLength`, `minimum`, `maximum`, `exclusiveMinimum`,
/// `exclusiveMaximum`, `multipleOf`, `pattern`, `anyOf`, `$defs` and `$ref`, recursion included.
/// Annotations are kept and mean nothing; everything else is a mistake.
package struct JSONSchema: Sendable, Hashable {
  /// The schema as it stands.
  package let source: JSONValue
  /// The root first; the others in the order in which the schema has them.
  package let nodes: [SchemaNode]

  /// Checks a schema from a file.
  ///
  /// - Throws: ``SchemaMistakes`` with every mistake, each at its place.
  package init(_ schema: LocatedValue) throws(SchemaMistakes) {
    var reader = SchemaReader()
    nodes = try reader.nodes(of: schema)
    source = schema.plain
  }

  /// Checks a schema without a file; the mistakes' locations mean nothing then.
  ///
  /// - Throws: ``SchemaMistakes`` with every mistake.
  package init(_ schema: JSONValue) throws(SchemaMistakes) {
    try self.init(LocatedValue(schema, at: SourceLocation(line: 1, column: 1)))
  }

  /// What of a value does not match, in the order of the value; empty for a value that matches.
  ///
  /// - Parameter limit: The most mismatches to return.
  package func mismatches(of value: JSONValue, atMost limit: Int = 32) -> [SchemaMismatch] {
    var check = SchemaCheck(self, of: value, limit: limit)
    return check.mismatches()
  }

  /// Whether a value matches.
  package func matches(_ value: JSONValue) -> Bool {
    mismatches(of: value, atMost: 1).isEmpty
  }

  package static func == (left: JSONSchema, right: JSONSchema) -> Bool {
    left.source == right.source
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(source)
  }
}

/// A part of a value that does not match its schema.
package struct SchemaMismatch: Sendable, Hashable, CustomStringConvertible {
  /// A JSON Pointer to the part; empty for the whole value.
  package var path: String
  /// What it must be and is not: `must be a string, not a number`.
  package var sentence: String

  package var description: String {
    path.isEmpty ? "the value \(sentence)" : "'\(path)' \(sentence)"
  }
}

/// A mistake in a schema.
package struct SchemaMistake: Sendable, Hashable {
  /// A JSON Pointer to the place in the schema.
  package var pointer: String
  package var location: SourceLocation
  /// What is wrong and what would be right, names in single quotes, no full stop.
  package var message: String
}

/// All mistakes of a schema, in the order of its text.
package struct SchemaMistakes: Error, Sendable, Hashable, CustomStringConvertible {
  package var mistakes: [SchemaMistake]

  package var description: String {
    mistakes.map { $0.pointer.isEmpty ? $0.message : "\($0.pointer): \($0.message)" }
      .joined(separator: "; ")
  }
}

extension LocatedValue {
  /// A value all of whose parts have one location.
  fileprivate init(_ value: JSONValue, at location: SourceLocation) {
    let content: Content =
      switch value {
      case .null: .null
      case .bool(let bool): .bool(bool)
      case .number(let number): .number(number)
      case .string(let string): .string(string)
      case .array(let elements): .array(elements.map { LocatedValue($0, at: location) })
      case .object(let object):
        .object(
          object.members.map {
            LocatedMember(
              key: $0.key, keyLocation: location, value: LocatedValue($0.value, at: location))
          })
      }
    self.init(location: location, content: content)
  }
}

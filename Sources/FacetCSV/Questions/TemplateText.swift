package import FacetJSON

/// Text with names in double braces, and optional parts in double brackets, which are omitted if a
/// list in them is empty.
package struct TemplateText: Sendable, Equatable {
  private enum Piece: Sendable, Equatable {
    case text(String)
    case name(String)
    /// A part in double brackets.
    case part([Piece])
  }

  private let pieces: [Piece]

  /// - Parameter hasParts: Whether double brackets mark optional parts; in code they are lists.
  package init(_ text: String, hasParts: Bool) throws(QuestionRecordError) {
    var rest = text[...]
    pieces = try Self.pieces(&rest, hasParts: hasParts, isInside: false)
  }

  private static func pieces(
    _ rest: inout Substring, hasParts: Bool, isInside: Bool
  ) throws(QuestionRecordError) -> [Piece] {
    var pieces: [Piece] = []
    var text = ""
    func flush() {
      if !text.isEmpty { pieces.append(.text(text)) }
      text = ""
    }
    while let character = rest.first {
      if rest.hasPrefix("{{") {
        guard let end = rest.firstRange(of: "}}") else {
          throw QuestionRecordError("'{{' is not closed by '}}'")
        }
        let name = rest[rest.index(rest.startIndex, offsetBy: 2)..<end.lowerBound]
        let isName =
          !name.isEmpty
          && name.allSatisfy { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
        guard isName else { throw QuestionRecordError("'{{\(name)}}' is not a name") }
        flush()
        pieces.append(.name(String(name)))
        rest = rest[end.upperBound...]
      } else if hasParts, rest.hasPrefix("[[") {
        guard !isInside else { throw QuestionRecordError("'[[' is nested in another '[['") }
        flush()
        rest = rest.dropFirst(2)
        pieces.append(.part(try self.pieces(&rest, hasParts: true, isInside: true)))
      } else if isInside, rest.hasPrefix("]]") {
        flush()
        rest = rest.dropFirst(2)
        return pieces
      } else {
        text.append(character)
        rest = rest.dropFirst()
      }
    }
    guard !isInside else { throw QuestionRecordError("'[[' is not closed by ']]'") }
    flush()
    return pieces
  }

  /// The names in the text, in order.
  package var names: [String] { Self.names(pieces) }

  private static func names(_ pieces: [Piece]) -> [String] {
    pieces.flatMap { piece -> [String] in
      switch piece {
      case .text: []
      case .name(let name): [name]
      case .part(let pieces): names(pieces)
      }
    }
  }

  /// The text as prose: `'a', 'b' and 'c'` for a list of names.
  package func words(_ values: JSONObject) -> String { render(values, Self.words(of:)) }

  /// The text as Python: each value becomes a literal, whatever its content.
  package func python(_ values: JSONObject) -> String { render(values, PythonLiteral.text(of:)) }

  private func render(_ values: JSONObject, _ form: (JSONValue) -> String) -> String {
    Self.render(pieces, values, form)
  }

  private static func render(
    _ pieces: [Piece], _ values: JSONObject, _ form: (JSONValue) -> String
  ) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): return text
      case .name(let name): return form(values[name] ?? .null)
      case .part(let pieces):
        let isEmpty = names(pieces).contains { values[$0]?.array?.isEmpty ?? false }
        return isEmpty ? "" : render(pieces, values, form)
      }
    }.joined()
  }

  private static func words(of value: JSONValue) -> String {
    switch value {
    case .string(let text): return text
    case .array(let elements):
      let names = elements.map { element in
        element.string.map { "'\($0)'" } ?? words(of: element)
      }
      guard names.count > 1, let last = names.last else { return names.first ?? "" }
      return names.dropLast().joined(separator: ", ") + " and " + last
    default: return value.text
    }
  }
}

/// Values as Python literals.
package enum PythonLiteral {
  /// A value as a literal: JSON's spelling except for true, false and null.
  package static func text(of value: JSONValue) -> String {
    switch value {
    case .null: "None"
    case .bool(let bool): bool ? "True" : "False"
    case .number(let number): number.text
    // JSON escapes everything that could end a string, and Python reads those escapes the same way.
    case .string: value.text
    case .array(let elements): "[" + elements.map(text(of:)).joined(separator: ", ") + "]"
    case .object(let object):
      "{"
        + object.members.map { "\(JSONValue.string($0.key).text): \(text(of: $0.value))" }
        .joined(separator: ", ") + "}"
    }
  }
}

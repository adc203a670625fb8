internal import FacetPlatform

/// The sentences about a value that does not match.
enum SchemaSentence {
  /// The most characters of a value that a sentence quotes.
  private static let maximumLength = 80

  /// A value's JSON text, shortened.
  static func text(of value: JSONValue) -> String {
    switch value {
    case .array(let elements) where elements.count > 8: return "an array of \(elements.count)"
    case .object(let object) where object.count > 8: return "an object"
    case .string(let string) where string.utf8.count > 4 * maximumLength:
      return shortened(JSONValue.string(String(string.unicodeScalars.prefix(maximumLength))).text)
    default: return shortened(value.text)
    }
  }

  private static func shortened(_ text: String) -> String {
    let start = text.unicodeScalars.prefix(maximumLength)
    return start.endIndex == text.unicodeScalars.endIndex ? text : String(start) + "…"
  }

  static func wrongType(_ value: JSONValue, types: [JSONType]) -> String {
    let found =
      if case .number = value, types.contains(.integer) {
        text(of: value)
      } else {
        value.kindDescription
      }
    return "must be \(list(types.map(\.words))), not \(found)"
  }

  static func noChoice(_ value: JSONValue, of choices: [JSONValue]) -> String {
    let shown = choices.prefix(12).map(text(of:))
    let rest = choices.count - shown.count
    let words = rest > 0 ? shown + ["\(rest) others"] : shown
    return choices.count == 1
      ? "must be \(shown[0]), not \(text(of: value))"
      : "must be one of \(list(words)), not \(text(of: value))"
  }

  static func count(
    _ count: Int, of noun: String, _ limits: SchemaNode.Counts
  ) -> String? {
    if let least = limits.least, count < least {
      return "must have at least \(counted(least, noun)), not \(count)"
    }
    if let most = limits.most, count > most {
      return "must have at most \(counted(most, noun)), not \(count)"
    }
    return nil
  }

  static func unknownMember(_ name: String, known: [String]) -> String {
    let near = known.count > 100 ? nil : Resemblance.nearest(to: name, among: known)
    return "has the member \(text(of: .string(name))), which the schema does not have"
      + (near.map { "; did you mean \(text(of: .string($0)))?" } ?? "")
  }

  static func missingMember(_ name: String) -> String {
    "lacks the member \(text(of: .string(name)))"
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// `a, b or c`.
  static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "nothing" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}

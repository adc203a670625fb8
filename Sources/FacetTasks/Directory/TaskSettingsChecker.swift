internal import FacetJSON

/// Compares settings with the keys that Harbor knows.
struct TaskSettingsChecker {
  private(set) var mistakes: [String] = []
  /// Paths of keys that Harbor does not know.
  private(set) var unknown: [String] = []

  mutating func check(_ value: JSONValue, against kind: TaskSettingsKeys, path: String) {
    if case .either(let first, let second) = kind {
      var other = TaskSettingsChecker()
      other.check(value, against: first, path: path)
      if other.mistakes.isEmpty {
        unknown += other.unknown
      } else {
        check(value, against: second, path: path)
      }
      return
    }
    switch (kind, value) {
    case (.anything, _), (.text, .string), (.flag, .bool): break
    case (.user, .string), (.user, .number(_)): break
    case (.choice(let choices), .string(let text)):
      guard !choices.contains(text) else { break }
      let all = choices.map { "'\($0)'" }.joined(separator: ", ")
      mistakes.append("'\(path)' must be one of \(all), not '\(text)'")
    case (.taskName, .string(let text)):
      guard !Self.isTaskName(text) else { break }
      mistakes.append("'\(path)' must be 'organisation/name', not '\(text)'")
    case (.whole, .number(let number)):
      if number.int.map({ $0 >= 0 }) != true {
        mistakes.append("'\(path)' must be a whole number of at least 0, not \(number.text)")
      }
    case (.positive, .number(let number)):
      if number.int.map({ $0 >= 1 }) != true {
        mistakes.append("'\(path)' must be a whole number of at least 1, not \(number.text)")
      }
    case (.number, .number(let number)):
      if number.double < 0 { mistakes.append("'\(path)' must be at least 0, not \(number.text)") }
    case (.list(let element), .array(let values)):
      for (index, value) in values.enumerated() {
        check(value, against: element, path: "\(path)[\(index)]")
      }
    case (.variables, .object(let object)):
      for member in object.members {
        check(member.value, against: .text, path: "\(path).\(member.key)")
        let isOne = Self.isVariable(member.key, member.value.string ?? "")
        if !isOne { mistakes.append("'\(path).\(member.key)' must be NAME = text, without NUL") }
      }
    case (.map(let element), .object(let object)):
      for member in object.members {
        check(member.value, against: element, path: "\(path).\(member.key)")
      }
    case (.table(let keys), .object(let object)):
      for member in object.members {
        let inner = path.isEmpty ? member.key : "\(path).\(member.key)"
        guard let kind = keys[member.key] else {
          unknown.append(inner)
          continue
        }
        check(member.value, against: kind, path: inner)
      }
    default:
      mistakes.append("'\(path)' must be \(Self.words(for: kind)), not \(value.kindDescription)")
    }
  }

  private static func words(for kind: TaskSettingsKeys) -> String {
    switch kind {
    case .text, .choice, .taskName: "a text"
    case .whole, .positive, .number: "a number"
    case .flag: "true or false"
    case .user: "a user's name or number"
    case .list: "a list"
    case .table, .map, .variables: "a table"
    case .either, .anything: "another kind of value"
    }
  }

  /// Whether a program can be given a variable.
  private static func isVariable(_ name: String, _ value: String) -> Bool {
    !name.isEmpty && !name.contains("=") && !(name + value).utf8.contains(0)
  }

  private static func isTaskName(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 2
      && parts.allSatisfy { part in
        guard let first = part.unicodeScalars.first, isAlphanumeric(first) else { return false }
        return part.unicodeScalars.allSatisfy {
          isAlphanumeric($0) || "._-".unicodeScalars.contains($0)
        }
      }
  }

  private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
  }
}

package import FacetJSON
internal import Glibc

/// Compares a template's answers at their written precision.
package enum PreciseAnswer {
  /// Whether two answers are the same: exactly for whole numbers, otherwise to one unit of the last
  /// decimal, by which two ways of rounding may differ.
  package static func agree(_ one: JSONValue, _ other: JSONValue) -> Bool {
    switch (one, other) {
    case (.number(let left), .number(let right)): agree(left, right)
    case (.array(let left), .array(let right)):
      left.count == right.count && zip(left, right).allSatisfy(agree)
    case (.object(let left), .object(let right)):
      left.members.count == right.members.count
        && left.members.allSatisfy { member in
          right[member.key].map { agree(member.value, $0) } ?? false
        }
    default: one == other
    }
  }

  private static func agree(_ one: JSONNumber, _ other: JSONNumber) -> Bool {
    let decimals = max(decimals(of: one), decimals(of: other))
    guard decimals > 0 else { return one.double == other.double }
    let unit = pow(10, -Double(decimals))
    let size = max(abs(one.double), abs(other.double))
    return abs(one.double - other.double) <= max(unit * 1.001, size * 1e-12)
  }

  /// The number of decimals of a number as written.
  static func decimals(of number: JSONNumber) -> Int {
    let parts = number.text.lowercased().split(separator: "e")
    let fraction = parts.first?.split(separator: ".").dropFirst().first ?? ""
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    // A whole double is written with a decimal zero.
    return max(0, (fraction == "0" ? 0 : fraction.count) - max(-400, min(400, exponent)))
  }

  /// All texts in an answer.
  static func strings(of value: JSONValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let elements): elements.flatMap(strings)
    case .object(let object): object.members.flatMap { strings(of: $0.value) }
    case .null, .bool, .number: []
    }
  }

  /// All numbers in an answer.
  static func numbers(of value: JSONValue) -> [JSONNumber] {
    switch value {
    case .number(let number): [number]
    case .array(let elements): elements.flatMap(numbers)
    case .object(let object): object.members.flatMap { numbers(of: $0.value) }
    case .null, .bool, .string: []
    }
  }
}

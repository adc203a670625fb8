internal import FacetJSON

/// A rule for a value, in words and as a test.
struct ValueRule<Value: Sendable>: Sendable {
  /// The rule, worded to follow "must be" in a message: `a number from 0 to 2`.
  var expected: String
  /// The value, or `nil` if the content is anything else.
  var accept: @Sendable (ConfigurationNode.Content) -> Value?
}

/// The value under a key.
enum Field<Value: Sendable>: Sendable {
  /// Nothing, or a mistake that has already been reported.
  case absent
  case null
  case value(Value)

  var value: Value? {
    if case .value(let value) = self { value } else { nil }
  }

  var isPresent: Bool {
    if case .absent = self { false } else { true }
  }

  /// Overrides an inherited value with this one; `null` removes it.
  func override(_ inherited: inout Value?) {
    switch self {
    case .absent: break
    case .null: inherited = nil
    case .value(let value): inherited = value
    }
  }
}

extension ValueRule where Value == String {
  static let string = ValueRule(expected: "a string") { content in
    if case .string(let string) = content { string } else { nil }
  }

  static let nonEmptyString = ValueRule(expected: "a non-empty string") { content in
    if case .string(let string) = content, !string.isEmpty { string } else { nil }
  }
}

extension ValueRule where Value == String {
  private static var longestName: Int { 64 }

  /// The name of a step, which is a key in datasets and a name in templates.
  static let stepName = ValueRule(
    expected: "a name of at most 64 ASCII letters, digits and '_' that does not begin with a digit"
  ) { content in
    guard case .string(let name) = content, let first = name.utf8.first,
      !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= first), name.utf8.count <= longestName
    else { return nil }
    let isName = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    return isName ? name : nil
  }
}

extension ValueRule where Value == Bool {
  static let bool = ValueRule(expected: "true or false") { content in
    if case .bool(let bool) = content { bool } else { nil }
  }
}

extension ValueRule where Value == JSONNumber {
  static func number(_ expected: String, where isRight: @escaping @Sendable (Double) -> Bool)
    -> ValueRule
  {
    ValueRule(expected: expected) { content in
      guard case .number(let number) = content, isRight(number.double) else { return nil }
      return number
    }
  }

  static let temperature = number("a number from 0 to 2") { 0...2 ~= $0 }
  static let topP = number("a number above 0 and at most 1") { $0 > 0 && $0 <= 1 }
  /// Bounded so that prices times tokens fit into the type of costs.
  static let amount = number("a number from 0 to 1000000000") { 0...1e9 ~= $0 }
}

extension ValueRule where Value == Int {
  /// A bound far above any real use keeps sums of such numbers from overflowing.
  static let largest = 1_000_000_000_000_000

  static let repairs = ValueRule(expected: "a whole number from 0 to 3") { content in
    guard case .number(let number) = content, let int = number.int, 0...3 ~= int else { return nil }
    return int
  }

  static func wholeNumber(from least: Int) -> ValueRule {
    ValueRule(expected: "a whole number of at least \(least)") { content in
      guard case .number(let number) = content, let int = number.int,
        least...largest ~= int
      else { return nil }
      return int
    }
  }

  static let sampleSize = ValueRule(
    expected: "a whole number of at least 1, or null for all samples",
    accept: wholeNumber(from: 1).accept)

  /// The number of answers per sample; a plan lists each one.
  static func fewAnswers(from least: Int) -> ValueRule {
    let most = 10_000
    return ValueRule(expected: "a whole number from \(least) to \(most)") { content in
      guard case .number(let number) = content, let int = number.int, least...most ~= int else {
        return nil
      }
      return int
    }
  }

  /// Bounded so that the offset added for each draw fits.
  static let seed = ValueRule(expected: "a whole number of at most 18 digits") { content in
    guard case .number(let number) = content, let int = number.int,
      -999_999_999_999_999_999...999_999_999_999_999_999 ~= int
    else { return nil }
    return int
  }
}

extension ValueRule where Value == Duration {
  /// A year is longer than any run waits, and prevents overflow of a duration.
  private static var year: Double { 31_536_000 }

  static let secondsOrNone = ValueRule(
    expected: "a number of seconds, at least 0 and at most a year"
  ) {
    content in
    guard case .number(let number) = content, 0...year ~= number.double else { return nil }
    return .seconds(number.double)
  }

  static let seconds = ValueRule(expected: "a number of seconds above 0, at most a year") {
    content in
    guard case .number(let number) = content, number.double > 0, number.double <= year else {
      return nil
    }
    return .seconds(number.double)
  }
}

extension ValueRule where Value == [String] {
  static let stringOrStrings = ValueRule(
    expected: "a non-empty string or an array of non-empty strings"
  ) { content in
    switch content {
    case .string(let string): return string.isEmpty ? nil : [string]
    case .array(let elements):
      let strings = elements.compactMap { element -> String? in
        if case .string(let string) = element.content, !string.isEmpty { string } else { nil }
      }
      return strings.count == elements.count && !strings.isEmpty ? strings : nil
    default: return nil
    }
  }
}

extension ValueRule where Value == JSONObject {
  static let object = ValueRule(expected: "an object") { content in
    guard case .object = content else { return nil }
    return ConfigurationNode(content: content, origin: .init(location: .init(line: 1, column: 1)))
      .plain.object
  }
}

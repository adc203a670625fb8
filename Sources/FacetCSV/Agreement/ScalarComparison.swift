internal import FacetJSON

/// Compares two values without parts by their kinds.
struct ScalarComparison {
  let part: AnswerRules.Part
  let tolerance: AnswerTolerance
  let rules: AnswerRules

  private var kind: AnswerKind { part.kind }

  func agree(_ one: JSONValue, _ other: JSONValue) -> Bool {
    if Self.isMissing(one) || Self.isMissing(other) {
      return Self.isMissing(one) && Self.isMissing(other)
    }
    switch (one, other) {
    case (.bool(let one), .bool(let other)):
      return one == other
    case (.bool(let bool), let value), (let value, .bool(let bool)):
      return Self.truth(value, isAsked: kind == .truth) == bool
    case (.number(let one), .number(let other)):
      return agree(one, other)
    case (.number(let number), .string(let text)), (.string(let text), .number(let number)):
      return agree(number, text)
    case (.string(let one), .string(let other)):
      return agree(one, other)
    default:
      return false
    }
  }

  private func agree(_ number: JSONNumber, _ text: String) -> Bool {
    if let infinite = Self.infinity(text) { return number.double == infinite }
    if kind == .code {
      // A code's spelling matters, including its leading zeros and a version's trailing zeros.
      return AnswerText.number(text) != nil && Double(text) == number.double
        && text.allSatisfy { $0.isNumber || $0 == "-" }
    }
    if kind == .count, NumberGroups.isUnclear(AnswerText.folded(text)) { return false }
    if kind == .label || part.isMostFrequent, Self.isPadded(text) { return false }
    if kind == .label, rules.asksForPlace, let read = AnswerNumber(text), read.isOrdinal {
      return agree(read, AnswerNumber(number))
    }
    if kind == .picked, let quarter = AnswerTime.quarter(text) { return number.int == quarter }
    if kind.isNumeric, let read = AnswerNumber(text), !read.isFraction || kind.isCalculated {
      return agree(read, AnswerNumber(number))
    }
    if kind == .unknown, let read = AnswerNumber(text), read.unit != nil {
      return agree(read, AnswerNumber(number))
    }
    if part.mayBeCode, text.contains("."), text.hasSuffix("0") { return false }
    return AnswerText.number(text).map { agree(number, $0) } ?? false
  }

  private func agree(_ one: String, _ other: String) -> Bool {
    if one == other { return true }
    if kind == .code { return false }
    let (a, b) = (AnswerText.folded(one), AnswerText.folded(other))
    if kind.isNumeric || kind == .unknown, let unit = AnswerNumber(one)?.unit,
      let otherUnit = AnswerNumber(other)?.unit, !unit.agrees(with: otherUnit)
    {
      return false
    }
    // "5 m" is a length and "5 M" five million: only one of them is read.
    if kind.isNumeric, a == b, (AnswerNumber(one) == nil) != (AnswerNumber(other) == nil) {
      return false
    }
    // A text with a digit may be a code, a version or a number.
    if part.mayBeCode, a.contains(where: \.isNumber), b.contains(where: \.isNumber) {
      return false
    }
    let (tight, otherTight) = (
      AnswerText.tight(AnswerText.unquoted(a)), AnswerText.tight(AnswerText.unquoted(b))
    )
    if a == b || tight == otherTight { return true }
    if let infinite = Self.infinity(a) { return Self.infinity(b) == infinite }
    if part.isMostFrequent, Self.isPadded(a) || Self.isPadded(b) {
      return Self.withoutZero(one) == Self.withoutZero(other)
    }
    if let a = AnswerTime(one), let b = AnswerTime(other) { return a == b }
    if let a = CalendarName(a), let b = CalendarName(b),
      kind == .picked || kind == .unknown && rules.asksForTime
    {
      return a == b
    }
    if let a = AnswerInterval(tight), let b = AnswerInterval(otherTight) { return a == b }
    if kind == .label, rules.asksForPlace, let a = AnswerNumber(one), let b = AnswerNumber(other),
      a.isOrdinal, b.isOrdinal
    {
      return agree(a, b)
    }
    if kind == .truth, let a = Self.truth(.string(one), isAsked: true),
      let b = Self.truth(.string(other), isAsked: true)
    {
      return a == b
    }
    if let a = AnswerNumber(one), let b = AnswerNumber(other),
      kind.isNumeric && (!a.isFraction && !b.isFraction || kind.isCalculated)
        || kind == .unknown && a.unit != nil && b.unit != nil
    {
      return agree(a, b)
    }
    // A group's label that became fractional because of gaps: 2.0 is 2; the version 1.10 is not
    // 1.1.
    return Self.withoutZero(one) == Self.withoutZero(other)
  }

  private func agree(_ one: AnswerNumber, _ other: AnswerNumber) -> Bool {
    guard let (a, b) = AnswerNumber.pair(one, other, rules) else { return false }
    return agree(a, b)
  }

  /// Whether a text looks like a number with a zero at its end, as versions and codes do: `1.10`,
  /// but not `2.0`, a whole number that became fractional because of gaps.
  private static func isPadded(_ text: String) -> Bool {
    let places = text.split(separator: ".", omittingEmptySubsequences: false)
    return places.count == 2 && places[1].count > 1 && places[1].last == "0"
      && AnswerText.number(text) != nil
  }

  private static func withoutZero(_ text: String) -> String {
    let folded = AnswerText.folded(text)
    return folded.hasSuffix(".0") && AnswerText.number(folded) != nil
      && folded.count(where: { $0 == "." }) == 1 ? String(folded.dropLast(2)) : folded
  }

  private func agree(_ one: JSONNumber, _ other: JSONNumber) -> Bool {
    tolerance.agree(one, other, kind: kind, precision: part.precision)
  }

  // MARK: Reading

  /// No value: `null`, or the word for a number that JSON cannot write.
  private static func isMissing(_ value: JSONValue) -> Bool {
    switch value {
    case .null: true
    case .string(let text): AnswerText.folded(text) == "nan"
    default: false
    }
  }

  private static func infinity(_ text: String) -> Double? {
    switch AnswerText.folded(text) {
    case "infinity", "inf", "+infinity", "+inf": .infinity
    case "-infinity", "-inf": -.infinity
    default: nil
    }
  }

  /// - Parameter isAsked: Whether it is a yes-or-no question.
  private static func truth(_ value: JSONValue, isAsked: Bool) -> Bool? {
    switch value {
    case .bool(let bool): return bool
    case .number(let number):
      return !isAsked ? nil : number.double == 1 ? true : number.double == 0 ? false : nil
    case .string(let text):
      let folded = AnswerText.folded(text)
      switch folded.hasSuffix(".") ? String(folded.dropLast()) : folded {
      case "true": return true
      case "false": return false
      case "yes" where isAsked, "y" where isAsked: return true
      case "no" where isAsked, "n" where isAsked: return false
      default: return nil
      }
    default: return nil
    }
  }
}

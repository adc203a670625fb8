internal import FacetJSON

/// Compares two answers part by part, within a limit on comparisons.
struct AnswerMatcher {
  let rules: AnswerRules
  let tolerance: AnswerTolerance
  /// The remaining comparisons; answers that need more count as different.
  private var budget = 300_000

  private typealias Part = AnswerRules.Part

  init(rules: AnswerRules, tolerance: AnswerTolerance) {
    self.rules = rules
    self.tolerance = tolerance
  }

  mutating func agree(_ one: JSONValue, _ other: JSONValue, _ part: AnswerRules.Part) -> Bool {
    budget -= 1
    guard budget > 0 else { return false }
    switch (Self.unquoted(one), Self.unquoted(other)) {
    case (.object(let one), .object(let other)):
      return agree(one, other, part)
    case (.array(let one), .array(let other)):
      return agree(one, other, part)
    case (.object(let object), .array(let list)), (.array(let list), .object(let object)):
      if let mapping = AnswerMapping.object(of: list), agree(object, mapping, part) { return true }
      if object.count == 1, let member = object.members.first {
        return !rules.isOfAnother(member.key)
          && agree(member.value, .array(list), rules.part(named: member.key, in: part))
      }
      if list.count == 2, AnswerMapping.isRow(list, of: object) {
        return object.members.allSatisfy { member in
          let isText = member.value.string != nil
          let value = list[(list[0].string != nil) == isText ? 0 : 1]
          return agree(member.value, value, rules.part(named: member.key, in: part))
        }
      }
      return list.count == 1 && agree(.object(object), list[0], part)
    case (.object(let wrapper), let value), (let value, .object(let wrapper)):
      guard wrapper.count == 1, let member = wrapper.members.first,
        !rules.isOfAnother(member.key)
      else { return false }
      return agree(member.value, value, rules.part(named: member.key, in: part))
    case (.array(let list), .string(let text)), (.string(let text), .array(let list)):
      if list.count == 1 { return agree(list[0], .string(text), part) }
      guard list.allSatisfy({ $0.string != nil }),
        let texts = AnswerMapping.listed(text, count: list.count)
      else { return false }
      return agree(list, texts, part)
    case (.array(let wrapper), let value), (let value, .array(let wrapper)):
      return wrapper.count == 1 && agree(wrapper[0], value, part)
    case (let one, let other):
      return ScalarComparison(
        part: part, tolerance: tolerance, rules: rules
      ).agree(one, other)
    }
  }

  // MARK: Objects

  private mutating func agree(_ one: JSONObject, _ other: JSONObject, _ part: Part) -> Bool {
    if agreeByName(one, other, part) { return true }
    if part.order != .ordered, let exchanged = AnswerMapping.exchanged(other, part),
      agreeByName(one, exchanged, part)
    {
      return true
    }
    if one.count != other.count {
      return agreeInside(one, .object(other), part) || agreeInside(other, .object(one), part)
    }
    guard one.count == 1, other.count == 1, let a = one.members.first,
      let b = other.members.first, a.key != b.key
    else { return false }
    // Two objects with one member each: names of the same statistic, or one without a meaning.
    if StatisticName.isSame(a.key, b.key) {
      return !rules.isOfAnother(a.key)
        && agree(a.value, b.value, rules.part(named: a.key, in: part))
    }
    if MeasureWords.wrappers.contains(AnswerText.folded(a.key)) {
      return agree(a.value, .object(other), part)
    }
    return MeasureWords.wrappers.contains(AnswerText.folded(b.key))
      && agree(.object(one), b.value, part)
  }

  /// Whether the only member of an object, named for what is asked rather than for a subject, is
  /// another answer: `{"mean": {"a": 1, "b": 2}}`.
  private mutating func agreeInside(
    _ wrapper: JSONObject, _ other: JSONValue, _ part: Part
  ) -> Bool {
    guard wrapper.count == 1, let member = wrapper.members.first,
      MeasureWords.wrappers.contains(AnswerText.folded(member.key))
        || NamedKind.kind(ofName: member.key) != nil, !rules.isOfAnother(member.key)
    else { return false }
    return agree(member.value, other, rules.part(named: member.key, in: part))
  }

  private mutating func agreeByName(_ one: JSONObject, _ other: JSONObject, _ part: Part) -> Bool {
    guard one.count == other.count else { return false }
    if one.members.allSatisfy({ other[$0.key] != nil }) {
      for member in one.members {
        guard let value = other[member.key],
          agree(member.value, value, rules.part(named: member.key, in: part))
        else { return false }
      }
      return true
    }
    // Names that differ only in case stay distinct; otherwise case and punctuation do not matter.
    let left = AnswerMapping.folded(one, hasCodes: rules.asksForCodes)
    let right = AnswerMapping.folded(other, hasCodes: rules.asksForCodes)
    guard let left, let right, left.count == right.count else { return false }
    for (key, member) in left {
      guard let value = right[key]?.value,
        agree(member.value, value, rules.part(named: member.key, in: part))
      else { return false }
    }
    return true
  }

  // MARK: Lists

  private static let longestMatching = 100

  private mutating func agree(_ one: [JSONValue], _ other: [JSONValue], _ part: Part) -> Bool {
    guard one.count == other.count else { return false }
    var inOrder = true
    for (a, b) in zip(one, other) where inOrder { inOrder = agree(a, b, part) }
    if inOrder || part.order == .ordered { return inOrder }
    if part.order == .unstated {
      guard AnswerMapping.isByLabel(one), AnswerMapping.isByLabel(other),
        rules.whole.order != .ordered, !rules.isUnknown
      else { return false }
    }
    // Most lists differ only in order; for long lists nothing else is tried.
    var isSorted = true
    for (a, b) in zip(AnswerMapping.sorted(one), AnswerMapping.sorted(other)) where isSorted {
      isSorted = agree(a, b, part)
    }
    if isSorted { return true }
    guard one.count <= Self.longestMatching else { return false }
    let matching = Matching(rows: one.count, columns: other.count) { row, column in
      agree(one[row], other[column], part)
    }
    return matching.size == one.count
  }

  /// Values that a model has encoded as JSON text.
  private static func unquoted(_ value: JSONValue) -> JSONValue {
    guard case .string(let text) = value else { return value }
    let trimmed = text.drop(while: \.isWhitespace)
    guard trimmed.hasPrefix("{") || trimmed.hasPrefix("["),
      let read = try? ResponseJSON.value(of: Array(trimmed.utf8))
    else { return value }
    return read
  }
}

package import FacetJSON

/// Whether two answers are the same, whoever wrote them in whichever form.
///
/// Numbers agree within a tolerance; labels, signs and names of members must be the same; the order
/// of a list counts where the question or the list's name asks for one, and for numbers always. A
/// wrapper with one member stands for what is in it. The relation is symmetric, and not transitive:
/// no relation with a tolerance is.
package struct AnswerComparison: Sendable {
  package var tolerance: AnswerTolerance
  /// Whether every list of the answers is a ranking; `nil` where nothing is known of the question.
  package var asksForOrder: Bool?
  /// Whether a number that stands under no name of its own may be a p-value.
  package var asksForPValue = false

  package init(tolerance: AnswerTolerance = AnswerTolerance(), asksForOrder: Bool? = nil) {
    self.tolerance = tolerance
    self.asksForOrder = asksForOrder
  }

  /// Compares answers to a question, whose words say whether they are rankings.
  package init(tolerance: AnswerTolerance = AnswerTolerance(), question: String) {
    self.init(tolerance: tolerance, asksForOrder: AskedOrder.isAsked(in: question))
    asksForPValue = PValueName.matches(question)
  }

  package func agree(_ one: JSONValue, _ other: JSONValue) -> Bool {
    agree(one, other, key: "")
  }

  /// - Parameter key: The name of the member that the values belong to.
  private func agree(_ one: JSONValue, _ other: JSONValue, key: String) -> Bool {
    switch (Self.unquoted(one), Self.unquoted(other)) {
    case (.object(let one), .object(let other)):
      return agree(one, other, key: key)
        || exchanged(other).map { agree(one, $0, key: key) } ?? false
        || Self.unwrapped(one, other).map { agree($0, $1, key: key) } ?? false
    case (.array(let one), .array(let other)):
      return agree(one, other, key: key)
    case (.object(let wrapper), let value), (let value, .object(let wrapper)):
      guard wrapper.count == 1, let member = wrapper.members.first else { return false }
      return agree(member.value, value, key: member.key)
    case (.array(let wrapper), let value), (let value, .array(let wrapper)):
      return wrapper.count == 1 && agree(wrapper[0], value, key: key)
    case (let one, let other):
      return agreeScalars(one, other, key: key)
    }
  }

  private func agreeScalars(_ one: JSONValue, _ other: JSONValue, key: String) -> Bool {
    if Self.isMissing(one) || Self.isMissing(other) {
      return Self.isMissing(one) && Self.isMissing(other)
    }
    switch (one, other) {
    case (.bool(let one), .bool(let other)):
      return one == other
    case (.bool(let bool), .string(let text)), (.string(let text), .bool(let bool)):
      return AnswerText.folded(text) == (bool ? "true" : "false")
    case (.number(let one), .number(let other)):
      return tolerance.agree(one, other, arePValues: isPValue(key))
    case (.number(let number), .string(let text)), (.string(let text), .number(let number)):
      guard let other = AnswerText.number(text) else { return false }
      return tolerance.agree(number, other, arePValues: isPValue(key))
    case (.string(let one), .string(let other)):
      if AnswerText.folded(one) == AnswerText.folded(other) { return true }
      // Whole numbers in quotation marks are labels; a fraction is a number that was formatted.
      guard let a = AnswerText.number(one), let b = AnswerText.number(other),
        a.int == nil || b.int == nil
      else { return false }
      return tolerance.agree(a, b, arePValues: isPValue(key))
    default:
      return false
    }
  }

  private func isPValue(_ key: String) -> Bool {
    if PValueName.matches(key) { return true }
    return asksForPValue && (key.isEmpty || Self.wrapperNames.contains(AnswerText.folded(key)))
  }

  private func agree(_ one: JSONObject, _ other: JSONObject, key parent: String) -> Bool {
    guard one.count == other.count else { return false }
    // What stands under a name of p-values is a p-value, whatever its own name.
    let arePValues = PValueName.matches(parent)
    func name(_ key: String) -> String { arePValues ? parent : key }
    if one.members.allSatisfy({ other[$0.key] != nil }) {
      return one.members.allSatisfy { member in
        other[member.key].map { agree(member.value, $0, key: name(member.key)) } ?? false
      }
    }
    var folded: [String: JSONValue] = [:]
    for member in other.members { folded[AnswerText.folded(member.key)] = member.value }
    let keys = Set(one.keys.map(AnswerText.folded))
    // Names that differ in case alone are told apart; elsewhere case does not matter.
    guard folded.count == other.count, keys.count == one.count else { return false }
    return one.members.allSatisfy { member in
      folded[AnswerText.folded(member.key)].map { agree(member.value, $0, key: name(member.key)) }
        ?? false
    }
  }

  private func agree(_ one: [JSONValue], _ other: [JSONValue], key: String) -> Bool {
    guard one.count == other.count else { return false }
    let inOrder = zip(one, other).allSatisfy { agree($0, $1, key: key) }
    if inOrder || isRanking(one + other, key: key) { return inOrder }
    // Most lists differ in their order alone; of long ones no more is tried, which would take hours.
    let (left, right) = (Self.sorted(one), Self.sorted(other))
    if zip(left, right).allSatisfy({ agree($0, $1, key: key) }) { return true }
    guard one.count <= Self.longestMatching else { return false }
    let matching = Matching(rows: one.count, columns: other.count) { row, column in
      agree(one[row], other[column], key: key)
    }
    return matching.size == one.count
  }

  private static let longestMatching = 200

  private static func sorted(_ elements: [JSONValue]) -> [JSONValue] {
    elements.map { (AnswerText.folded($0.text), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  private func isRanking(_ elements: [JSONValue], key: String) -> Bool {
    if asksForOrder == true || AskedOrder.isNamed(key) { return true }
    // Of a question that is not known, a list may be a ranking: what differs is different then.
    if asksForOrder == nil { return true }
    // Pairs, intervals and series are numbers whose place says what they are.
    return elements.contains { if case .number = $0 { true } else { false } }
  }

  // MARK: Reading

  /// Values that a model has put into a text of JSON.
  private static func unquoted(_ value: JSONValue) -> JSONValue {
    guard case .string(let text) = value else { return value }
    let trimmed = text.drop(while: \.isWhitespace)
    guard trimmed.hasPrefix("{") || trimmed.hasPrefix("["),
      let read = try? ResponseJSON.value(of: Array(trimmed.utf8))
    else { return value }
    return read
  }

  /// No value: `null`, or the word that stands for what JSON cannot write.
  private static func isMissing(_ value: JSONValue) -> Bool {
    switch value {
    case .null: true
    case .string(let text): AnswerText.folded(text) == "nan"
    default: false
    }
  }

  private static let wrapperNames: Set<String> = ["answer", "result", "value"]

  /// What two objects of one member hold, where one of the names says nothing.
  private static func unwrapped(
    _ one: JSONObject, _ other: JSONObject
  ) -> (JSONValue, JSONValue)? {
    guard one.count == 1, other.count == 1, let a = one.members.first,
      let b = other.members.first, a.key != b.key
    else { return nil }
    if wrapperNames.contains(AnswerText.folded(a.key)) { return (a.value, .object(other)) }
    if wrapperNames.contains(AnswerText.folded(b.key)) { return (.object(one), b.value) }
    return nil
  }

  /// The same statement about two groups with the groups named the other way round, labels and all;
  /// `nil` where the places mean an order, where no pair of numbers says which group is which, and
  /// where a number stands that may change its sign with the groups.
  private func exchanged(_ object: JSONObject) -> JSONObject? {
    guard asksForOrder != true else { return nil }
    var (hasLabels, hasNumbers) = (false, false)
    var members: [JSONObject.Member] = []
    for member in object.members {
      let key = String(member.key.map { $0 == "1" ? "2" : $0 == "2" ? "1" : $0 })
      if key != member.key {
        guard let partner = object[key], !AskedOrder.isNamed(member.key) else { return nil }
        switch (member.value, partner) {
        case (.string, .string): hasLabels = true
        case (.number, .number): hasNumbers = true
        default: break
        }
      } else if case .number = member.value, !PValueName.matches(key) {
        return nil
      }
      members.append(JSONObject.Member(key: key, value: member.value))
    }
    return hasLabels && hasNumbers ? JSONObject(distinct: members) : nil
  }
}

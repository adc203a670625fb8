internal import FacetJSON

/// Forms of named values: objects, pairs, rows.
enum AnswerMapping {
  /// The object that is equivalent to a list of pairs, or of rows with a name and a value; `nil`
  /// for any other list, and if a name is repeated.
  static func object(of list: [JSONValue]) -> JSONObject? {
    var members: [JSONObject.Member] = []
    var names: Set<String> = []
    let keys = list.first?.object?.keys.sorted()
    for element in list {
      var pair: (JSONValue, JSONValue)?
      if let array = element.array, array.count == 2 {
        pair = (array[0], array[1])
      } else if let object = element.object, object.count == 2, object.keys.sorted() == keys,
        let first = object.members.first, let second = object.members.last
      {
        let isSwapped = first.value.string == nil && second.value.string != nil
        pair = isSwapped ? (second.value, first.value) : (first.value, second.value)
      }
      guard let (name, value) = pair, let text = label(name), names.insert(text).inserted else {
        return nil
      }
      members.append(JSONObject.Member(key: text, value: value))
    }
    return members.isEmpty ? nil : JSONObject(distinct: members)
  }

  /// Whether each element of a list names its subject, so that its position does not matter.
  static func isByLabel(_ list: [JSONValue]) -> Bool {
    var names: Set<String> = []
    return list.allSatisfy { element in
      if let array = element.array {
        guard array.count > 1, let name = array.first?.string else { return false }
        return names.insert(AnswerText.folded(name)).inserted
      }
      guard let object = element.object, object.count > 1 else { return false }
      let texts = object.members.filter { $0.value.string != nil }.sorted { $0.key < $1.key }
      return !texts.isEmpty
        && names.insert(texts.map { AnswerText.folded($0.value.text) }.joined(separator: "\u{0}"))
          .inserted
    }
  }

  private static func label(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text): text
    case .number(let number): number.int.map(String.init) ?? number.text
    case .bool(let bool): bool ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  /// The members by their folded names; `nil` if two names become equal.
  ///
  /// - Parameter hasCodes: Whether names with a digit may be codes, which stay as they are.
  static func folded(_ object: JSONObject, hasCodes: Bool) -> [String: JSONObject.Member]? {
    var folded: [String: JSONObject.Member] = [:]
    for member in object.members {
      let isCode = hasCodes && member.key.contains(where: \.isNumber)
      let key = isCode ? member.key : name(member.key)
      guard folded.updateValue(member, forKey: key) == nil else { return nil }
    }
    return folded
  }

  /// A name in one form: `2019.0` is a year that became fractional because of a gap, `mean fare` is
  /// `mean_fare`, a date means its midnight, `(0.0, 5.0]` is `(0, 5]`, `Jan` is January.
  private static func name(_ key: String) -> String {
    if let number = AnswerText.number(key), key.hasSuffix(".0"),
      let whole = Int(exactly: number.double)
    {
      return String(whole)
    }
    let folded = AnswerText.tight(AnswerText.folded(key.replacing("_", with: " ")))
    return CalendarName(folded)?.name ?? AnswerInterval(folded)?.text ?? AnswerTime(key)?.text
      ?? StatisticName.canonical(folded)
  }

  /// Whether a list holds the two members of an object, a text and a number each.
  static func isRow(_ list: [JSONValue], of object: JSONObject) -> Bool {
    let kinds: ([JSONValue]) -> Bool = { values in
      values.count == 2 && values.count { $0.string != nil } == 1
        && values.count { $0.number != nil } == 1
    }
    return kinds(list) && kinds(object.members.map(\.value))
  }

  /// The parts of a text that lists as many as asked: `a, b and c`.
  static func listed(_ text: String, count: Int) -> [JSONValue]? {
    guard count > 1 else { return nil }
    let parts = text.replacing(" and ", with: ",").split(separator: ",").map { part in
      part.drop { $0 == " " }
    }
    return parts.count == count && parts.allSatisfy { !$0.isEmpty }
      ? parts.map { .string(String($0)) } : nil
  }

  static func sorted(_ elements: [JSONValue]) -> [JSONValue] {
    elements.map { (AnswerText.folded($0.text), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  private static let phases: Set<Substring> = [
    "period", "half", "phase", "stage", "round", "wave", "visit", "session", "q", "h",
  ]

  /// Whether a numbered name is one of a sequence, such as `period1`, rather than one of two groups.
  private static func isPhase(_ name: String) -> Bool {
    AnswerText.words(of: name).contains {
      phases.contains($0) || MeasureWords.isTime(String($0))
    }
  }

  /// The same statement about two groups with the groups' roles swapped, labels included; `nil` if
  /// positions imply an order, if no pair of numbers identifies the groups, or if it holds a number
  /// whose sign may change with the groups.
  static func exchanged(_ object: JSONObject, _ part: AnswerRules.Part) -> JSONObject? {
    var (hasLabels, hasNumbers) = (false, false)
    var members: [JSONObject.Member] = []
    for member in object.members {
      let key = String(member.key.map { $0 == "1" ? "2" : $0 == "2" ? "1" : $0 })
      if key != member.key {
        let name = member.key.filter { $0 != "1" && $0 != "2" }
        guard let partner = object[key], !AskedOrder.isNamed(name), !isPhase(name) else {
          return nil
        }
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

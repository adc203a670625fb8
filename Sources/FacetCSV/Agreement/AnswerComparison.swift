package import FacetJSON

/// Whether two answers are the same, regardless of their form.
///
/// The kind of each part decides its comparison: counts, selections and looked-up values are exact;
/// estimates agree within a tolerance, or at the requested precision. A wrapper with one member
/// equals its content. The relation is symmetric but not transitive, like every relation with a
/// tolerance.
package struct AnswerComparison: Sendable {
  /// Incremented when a change of rules can change a verdict; the episode is then written again.
  package static let version = 5

  package var tolerance: AnswerTolerance
  let rules: AnswerRules

  /// Compares values of unknown kind by the strictest applicable rule.
  package init(tolerance: AnswerTolerance = AnswerTolerance()) {
    self.tolerance = tolerance
    rules = AnswerRules()
  }

  /// Compares answers to a question, whose words and schema reveal the kinds of its parts.
  ///
  /// - Parameter codes: The columns whose values look like numbers but are codes.
  package init(
    tolerance: AnswerTolerance = AnswerTolerance(), question: String, schema: String? = nil,
    codes: [String] = []
  ) {
    self.tolerance = tolerance
    rules = AnswerRules(question: question, schema: schema, codes: codes)
  }

  /// Whether two answers are the same.
  package func agree(_ one: JSONValue, _ other: JSONValue) -> Bool {
    var matcher = AnswerMatcher(rules: rules, tolerance: tolerance)
    return matcher.agree(one, other, rules.whole)
  }

  /// Whether a value is an answer: not `null`, and not NaN throughout unless the question allows
  /// that there is no answer.
  package func isAnswer(_ value: JSONValue) -> Bool {
    if value.isNull { return false }
    return rules.allowsNone || !Self.isUndefined(value)
  }

  /// Whether a value holds only NaN or `null`.
  private static func isUndefined(_ value: JSONValue) -> Bool {
    switch value {
    case .null: true
    case .string(let text): AnswerText.folded(text) == "nan"
    case .bool, .number: false
    case .array(let elements): !elements.isEmpty && elements.allSatisfy(isUndefined)
    case .object(let object):
      !object.members.isEmpty && object.members.allSatisfy { isUndefined($0.value) }
    }
  }
}

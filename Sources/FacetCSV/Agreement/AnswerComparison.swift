package import FacetJSON

/// Whether two answers are the same, whoever wrote them in whichever form.
///
/// What each part of an answer is decides how it is compared: what was counted, picked or looked up
/// is exact, what was estimated agrees within a tolerance, or at the precision that was asked for.
/// A wrapper with one member stands for what is in it. The relation is symmetric, and not
/// transitive: no relation with a tolerance is.
package struct AnswerComparison: Sendable {
  /// Rises when the same answers may get another verdict: an episode is then written anew.
  package static let version = 2

  package var tolerance: AnswerTolerance
  let rules: AnswerRules

  /// Compares values of which nothing is known: the strictest that fits.
  package init(tolerance: AnswerTolerance = AnswerTolerance()) {
    self.tolerance = tolerance
    rules = AnswerRules()
  }

  /// Compares answers to a question, whose words and schema say what they are.
  package init(
    tolerance: AnswerTolerance = AnswerTolerance(), question: String, schema: String? = nil
  ) {
    self.tolerance = tolerance
    rules = AnswerRules(question: question, schema: schema)
  }

  /// Whether two answers are the same.
  package func agree(_ one: JSONValue, _ other: JSONValue) -> Bool {
    var matcher = AnswerMatcher(rules: rules, tolerance: tolerance)
    return matcher.agree(one, other, rules.whole)
  }

  /// Whether a value is an answer: not nothing, and not NaN throughout unless the question can have
  /// no answer.
  package func isAnswer(_ value: JSONValue) -> Bool {
    if value.isNull { return false }
    return rules.allowsNone || !Self.isUndefined(value)
  }

  /// Whether a value holds NaN or `null` and nothing else.
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

package import FacetJSON

extension AnswerComparison {
  /// Compares answers for a scorer.
  ///
  /// - Parameter question: The question, whose words reveal the kinds of the answer's parts; `nil`
  ///   if it is unknown.
  @Sendable
  package static func agree(
    _ question: String?, _ one: JSONValue, _ other: JSONValue
  ) -> Bool {
    let comparison =
      question.map { AnswerComparison(question: $0) } ?? AnswerComparison()
    return comparison.agree(one, other)
  }
}

package import FacetJSON

/// The known answers of a question, if any.
package struct KnownAnswers: Sendable {
  /// All accepted answers; empty if none is known.
  let accepted: [JSONValue]

  package init(of question: QuestionRecord) {
    accepted =
      question.groundTruths.isEmpty
      ? [question.groundTruth].compactMap { $0 } : question.groundTruths
  }

  package init(_ accepted: [JSONValue]) {
    self.accepted = accepted
  }

  /// Whether an answer is among them; `nil` if none is known.
  package func isRight(_ answer: JSONValue?, _ comparison: AnswerComparison) -> Bool? {
    guard !accepted.isEmpty else { return nil }
    guard let answer else { return false }
    return accepted.contains { comparison.agree($0, answer) }
  }
}

package import FacetJSON

/// The answers that a question came with, where it came with any.
package struct KnownAnswers: Sendable {
  /// All that are accepted; empty where nobody knows.
  let accepted: [JSONValue]

  package init(of question: QuestionRecord) {
    accepted =
      question.groundTruths.isEmpty
      ? [question.groundTruth].compactMap { $0 } : question.groundTruths
  }

  package init(_ accepted: [JSONValue]) {
    self.accepted = accepted
  }

  /// Whether an answer is one of them; `nil` where nobody knows.
  package func isRight(_ answer: JSONValue?, _ comparison: AnswerComparison) -> Bool? {
    guard !accepted.isEmpty else { return nil }
    guard let answer else { return false }
    return accepted.contains { comparison.agree($0, answer) }
  }
}

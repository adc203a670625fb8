internal import FacetJSON

/// A rehearsed model's reply about a file: questions with known answers, in the form of a model's
/// proposals.
package struct RehearsedProposals: Sendable {
  /// Texts that occur in the prompt about the file.
  package let marks: [String]
  /// The reply that ends the exploration.
  package let reply: String

  /// - Parameter questions: The questions about one file; those without text or code are skipped.
  package init(dataset: String, questions: [QuestionRecord]) {
    marks = ["Dataset: \(dataset)\n"]
    let proposals: [JSONValue] = questions.compactMap { question in
      guard let text = question.prompt, question.code != nil else { return nil }
      let proposal = ProposedQuestion(
        question: text, hint: question.hint ?? "", steps: question.steps,
        stepCount: question.stepCount ?? max(1, question.steps.count),
        difficulty: question.difficulty ?? .medium, outputSchema: question.outputSchema,
        code: question.code)
      return proposal.json
    }
    let value: JSONValue = ["questions": .array(proposals)]
    reply = "These are questions about the file.\n```json\n\(value.text)\n```"
  }
}

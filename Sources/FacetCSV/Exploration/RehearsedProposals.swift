internal import FacetJSON

/// What a rehearsed model says of a file: questions that are known to have an answer, in the form in
/// which a model proposes them.
package struct RehearsedProposals: Sendable {
  /// Texts that the prompt about the file holds.
  package let marks: [String]
  /// The reply that ends the exploration.
  package let reply: String

  /// - Parameter questions: About one file; those without text or code are left out.
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

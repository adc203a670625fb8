/// The exact requests for one sample and one perspective.
package struct PromptPreview: Sendable {
  /// One request, as it would be sent.
  package struct Step: Sendable {
    /// The step's name.
    package var name: String
    package var model: String
    package var provider: String
    package var url: String
    /// Role and text of each message.
    package var messages: [(role: String, text: String)]
    /// The body of the HTTP request, indented.
    package var wireBody: String
    package var estimatedTokens: Int
  }

  package var condition: String
  package var sampleID: String
  package var sampleIndex: Int
  package var steps: [Step]

  /// The placeholder for the answer of a step that has not been asked.
  static func mark(of step: PlannedStep, isReading: Bool) -> String {
    isReading ? "[the notes that the reading returns]" : "[the text of the step '\(step.name)']"
  }
}

/// The exact requests for one sample and one perspective.
package struct PromptPreview: Sendable {
  /// One request, as it would be sent.
  package struct Step: Sendable {
    /// `reading` or `strategy`.
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

  /// The placeholder for notes that no reading has produced yet.
  package static let notesMark = "[the notes that the reading returns]"
}

package import FacetJSON

/// One way to answer a sample.
package struct Perspective: Sendable {
  /// Its label in the dataset.
  package var condition: String
  package var reading: PerspectiveStep?
  package var strategy: PerspectiveStep
  /// The system prompt of both steps.
  package var system: Prompt?
  /// How many completions are asked for; at least 1.
  package var completions: Int
  package var metadata: JSONObject?
  /// Where it stands in the file, for messages.
  package var location: SourceLocation
}

/// A step of a perspective: what is asked, and of which model.
package struct PerspectiveStep: Sendable {
  package var prompt: Prompt
  /// With what it inherits from the perspective and the top level.
  package var model: ModelConfiguration
}

/// An instruction, or a template that decides for itself where the sample goes.
package struct Prompt: Sendable {
  /// What a prompt's text is.
  package enum Content: Sendable {
    /// The layout decides where the sample goes.
    case instruction(String)
    /// Text with `{{name}}`s.
    case template(PromptTemplate)
  }

  package var content: Content
  /// The text as written, or as the file holds it.
  package var text: String
  /// The file's path as the configuration names it.
  package var file: String?
  /// Where the configuration names it, for messages about its names.
  package var location: SourceLocation
  /// Where each name of a template first stands: in the configuration, or in the prompt's file.
  package var namePlaces: [String: SourcePlace] = [:]
}

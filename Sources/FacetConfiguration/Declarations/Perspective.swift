package import FacetJSON

/// One way to answer a sample.
package struct Perspective: Sendable {
  /// Its label in the dataset.
  package var condition: String
  package var reading: PerspectiveStep?
  package var strategy: PerspectiveStep
  /// The system prompt of both steps.
  package var system: Prompt?
  /// The number of completions; at least 1.
  package var completions: Int
  package var metadata: JSONObject?
  /// Its place in the file, for messages.
  package var location: SourceLocation
}

/// A step of a perspective: its prompt and model.
package struct PerspectiveStep: Sendable {
  package var prompt: Prompt
  /// The model, after inheritance from the perspective and the top level.
  package var model: ModelConfiguration
}

/// An instruction, or a template that places the sample itself.
package struct Prompt: Sendable {
  /// The kind of a prompt's text.
  package enum Content: Sendable {
    /// An instruction; the layout places the sample.
    case instruction(String)
    /// A template with `{{name}}`s.
    case template(PromptTemplate)
  }

  package var content: Content
  /// The text as written, or the content of the file.
  package var text: String
  /// The file's path as written in the configuration.
  package var file: String?
  /// Its place in the configuration, for messages about its names.
  package var location: SourceLocation
  /// The first place of each name of a template, in the configuration or in the prompt's file.
  package var namePlaces: [String: SourcePlace] = [:]
}

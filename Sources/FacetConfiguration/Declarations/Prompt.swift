package import FacetJSON

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
  /// The names of a template that stand for the answers of earlier steps; all others are fields of
  /// the sample.
  package var stepNames: [String: StepReference] = [:]
  /// The earlier step whose text an instruction is about; `nil` for the sample.
  package var subject: Int?

  /// The indices of the earlier steps whose texts or values it shows.
  package var shownSteps: Set<Int> {
    Set(stepNames.values.map(\.step) + (subject.map { [$0] } ?? []))
  }
}

/// The answer of an earlier step, or a part of it.
package struct StepReference: Sendable, Hashable {
  /// The step's index in its perspective.
  package var step: Int
  /// The path to a part of the answer's value; empty for its text.
  package var members: [String] = []

  package init(step: Int, members: [String] = []) {
    self.step = step
    self.members = members
  }
}

package import FacetJSON
package import FacetModels

/// One way to answer a sample.
package struct Perspective: Sendable {
  /// Its label in the dataset.
  package var condition: String
  /// In the order in which they are asked; never empty. The last one's text is the response.
  package var steps: [PerspectiveStep]
  /// Whether the steps were written as `reading` and `strategy`; the reading's text is then the
  /// preparation, and templates know it as `notes`.
  package var isPair: Bool
  /// Whether it asks for the next turn of the sample's conversation, without an instruction.
  package var continues = false
  /// The agent that works at task directories; `nil` for a perspective that answers samples.
  package var agent: AgentRules?
  /// The system prompt of the steps without their own.
  package var system: Prompt?
  /// The number of completions; at least 1.
  package var completions: Int
  package var metadata: JSONObject?
  /// Its place in the file, for messages.
  package var location: SourceLocation

  /// The step before the strategy, if it was written as `reading`.
  package var reading: PerspectiveStep? { isPair && steps.count > 1 ? steps[0] : nil }

  /// The last step, whose text is the response.
  package var strategy: PerspectiveStep {
    get { steps[steps.count - 1] }
    set { steps[steps.count - 1] = newValue }
  }
}

/// A step of a perspective: its prompts and model.
package struct PerspectiveStep: Sendable {
  /// Unique in its perspective; `reading` and `strategy` in a pair.
  package var name: String
  package var prompt: Prompt
  /// Its own system prompt, or its perspective's.
  package var system: Prompt?
  /// The messages before the sample, of the system's first.
  package var opening = Opening.none
  /// The model for each of the configuration's models, after inheritance from the perspective and
  /// the top level; one if the configuration lists no models, or if the step is asked of its own.
  package var models: [ModelConfiguration]
  /// The JSON that its answer must be; `nil` for text.
  package var schema: AnswerSchema?
  /// Whether it is asked anew for each completion of the perspective; the last step always is.
  package var isPerCompletion = false

  /// The name of the first of two steps.
  package static let reading = "reading"
  /// The name of the second of two steps, and of a step alone.
  package static let strategy = "strategy"

  /// The model; the first if the configuration lists several.
  package var model: ModelConfiguration {
    get { models[0] }
    set { models[0] = newValue }
  }

  /// The indices of the earlier steps whose texts or values its prompts show.
  package var shownSteps: Set<Int> {
    prompt.shownSteps.union(system?.shownSteps ?? [])
  }
}

/// The messages of a step before the sample.
package enum Opening: Sendable {
  case none
  /// Pairs of a text and its answer; each text is put into the step's prompt like a sample.
  case examples([JSONObject])
  /// Messages as written, which alternate and end with the assistant's.
  case messages([OpeningMessage])
}

/// A message of an opening.
package struct OpeningMessage: Sendable {
  package var role: ChatMessage.Role
  /// A text, or a template with fields of the sample.
  package var prompt: Prompt
}

/// A model of a configuration that lists several.
package struct ListedModel: Sendable {
  /// Its part in the names of columns: its own label, else the model's name.
  package var label: String
  package var model: ModelConfiguration
}

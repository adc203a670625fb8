package import FacetJSON

/// One way to answer a sample.
package struct Perspective: Sendable {
  /// Its label in the dataset.
  package var condition: String
  /// In the order in which they are asked; never empty. The last one's text is the response.
  package var steps: [PerspectiveStep]
  /// Whether the steps were written as `reading` and `strategy`; the reading's text is then the
  /// preparation, and templates know it as `notes`.
  package var isPair: Bool
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
  /// The model, after inheritance from the perspective and the top level.
  package var model: ModelConfiguration
  /// The JSON that its answer must be; `nil` for text.
  package var schema: AnswerSchema?
  /// Whether it is asked anew for each completion of the perspective; the last step always is.
  package var isPerCompletion = false

  /// The name of the first of two steps.
  package static let reading = "reading"
  /// The name of the second of two steps, and of a step alone.
  package static let strategy = "strategy"

  /// The indices of the earlier steps whose texts or values its prompts show.
  package var shownSteps: Set<Int> {
    prompt.shownSteps.union(system?.shownSteps ?? [])
  }
}

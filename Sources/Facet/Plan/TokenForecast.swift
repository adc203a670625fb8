internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels

/// What a run is expected to use, estimated before the first request.
///
/// Notes and completions are not known beforehand. Each is taken to be half the output limit, or
/// ``assumedOutput`` tokens where none is set.
struct TokenForecast: Sendable, Hashable {
  static let assumedOutput = 300

  var promptTokens = 0
  var completionTokens = 0

  /// Adds what the perspectives will use for one sample.
  mutating func add(_ sample: Sample, perspectives: [PlannedPerspective]) {
    var read: [PlannedStep] = []
    for perspective in perspectives {
      var context = sample.contextTokens
      if let reading = perspective.reading {
        context = Self.expectedOutput(of: reading)
        if reading.uses == perspective.completions || !read.contains(where: reading.asksTheSame) {
          promptTokens += reading.promptTokens + sample.contextTokens
          completionTokens += context
          read.append(reading)
        }
      }
      guard let strategy = perspective.strategy else { continue }
      promptTokens += (strategy.promptTokens + context) * perspective.completions
      completionTokens += Self.expectedOutput(of: strategy) * perspective.completions
    }
  }

  private static func expectedOutput(of step: PlannedStep) -> Int {
    step.model.options.maxTokens.map { max(1, $0 / 2) } ?? assumedOutput
  }

  /// As it stands in the dataset's metadata.
  var json: JSONValue {
    [
      "estimated_prompt_tokens": .number(JSONNumber(promptTokens)),
      "estimated_completion_tokens": .number(JSONNumber(completionTokens)),
      "estimated_total_tokens": .number(JSONNumber(promptTokens + completionTokens)),
    ]
  }
}

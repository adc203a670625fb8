internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels

/// What one step of one perspective is expected to use over a whole run.
struct StepForecast: Sendable {
  var key: StepKey
  var step: PlannedStep
  /// Its lane's index.
  var lane: Int
  /// Requests of a run without failures; none for a reading that an earlier perspective asks.
  var calls: Int
  /// How often the prompt is sent for each sample.
  var callsPerSample: Int
  /// The step whose result is its notes, as an index; `nil` where the sample itself is answered.
  var reading: Int?
  /// The most tokens that an answer can have.
  var outputLimit: Int
  /// What an answer is taken to have before any is known.
  var assumedOutput: Double
}

/// What tells a step from others where plans of the same configuration differ in what they select.
struct StepKey: Sendable, Hashable {
  var condition: String
  var kind: PlannedStep.Kind
}

/// What a run is expected to use, from nothing but configuration and data: the figures of the
/// dataset.
///
/// Notes and completions are not known beforehand. Each is taken to be half the output limit, at
/// most ``assumedOutput`` tokens.
struct TokenForecast: Sendable {
  static let assumedOutput = 300

  let tally: InputTally
  let steps: [StepForecast]
  let promptTokens: Int
  let completionTokens: Int

  init(perspectives: [PlannedPerspective], tally: InputTally) {
    self.tally = tally
    var steps: [StepForecast] = []
    for perspective in perspectives {
      var reading: Int?
      if let planned = perspective.reading {
        let same = steps.firstIndex { $0.step.kind == .reading && planned.asksTheSame(as: $0.step) }
        // Independent draws of one reading are asked each.
        let isShared = same != nil && planned.uses > perspective.completions
        reading = isShared ? same : steps.count
        if !isShared {
          steps.append(
            StepForecast(planned, of: perspective, times: 1, samples: tally.samples, reading: nil))
        }
      }
      guard let strategy = perspective.strategy else { continue }
      steps.append(
        StepForecast(
          strategy, of: perspective, times: perspective.completions, samples: tally.samples,
          reading: reading))
    }
    self.steps = steps
    var prompt = 0.0
    var completion = 0.0
    for step in steps {
      prompt += step.promptTokens(in: tally, notes: step.reading.map { steps[$0].assumedOutput })
      completion += step.assumedOutput * Double(step.calls)
    }
    promptTokens = Int(prompt.rounded())
    completionTokens = Int(completion.rounded())
  }

  /// Requests of a run without failures.
  var calls: Int { steps.reduce(0) { $0 + $1.calls } }

  /// As it stands in the dataset's metadata.
  var json: JSONValue {
    [
      "estimated_prompt_tokens": .number(JSONNumber(promptTokens)),
      "estimated_completion_tokens": .number(JSONNumber(completionTokens)),
      "estimated_total_tokens": .number(JSONNumber(promptTokens + completionTokens)),
    ]
  }
}

extension StepForecast {
  fileprivate init(
    _ step: PlannedStep, of perspective: PlannedPerspective, times: Int, samples: Int,
    reading: Int?
  ) {
    let limit = step.model.options.maxTokens
    self.init(
      key: StepKey(condition: perspective.condition, kind: step.kind), step: step,
      lane: step.lane, calls: times * samples, callsPerSample: times, reading: reading,
      outputLimit: limit ?? PlannedLane.assumedMaxTokens,
      assumedOutput: Double(
        min(max(1, (limit ?? .max) / 2), TokenForecast.assumedOutput)))
  }

  /// Estimated tokens of all its prompts.
  ///
  /// - Parameter notes: What the notes of its reading have, where it has one.
  func promptTokens(in tally: InputTally, notes: Double?) -> Double {
    step.promptSize.tokens(for: tally, notesTokens: notes) * Double(callsPerSample)
  }
}

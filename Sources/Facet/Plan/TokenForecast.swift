internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels

/// The expected usage of one step of one perspective over a whole run.
struct StepForecast: Sendable {
  var key: StepKey
  var step: PlannedStep
  /// Its lane's index.
  var lane: Int
  /// Requests of a run without failures; 0 for a reading that an earlier perspective requests.
  var calls: Int
  /// The number of times the prompt is sent for each sample.
  var callsPerSample: Int
  /// The index of the step that produces its notes; `nil` if it answers the sample itself.
  var reading: Int?
  /// The maximum tokens of an answer.
  var outputLimit: Int
  /// The assumed tokens of an answer before any measurement.
  var assumedOutput: Double
}

/// Identifies a step across plans of the same configuration with different selections.
struct StepKey: Sendable, Hashable {
  var condition: String
  var kind: PlannedStep.Kind
}

/// The expected usage of a run from configuration and data alone, as recorded in the dataset.
///
/// The lengths of notes and completions are unknown beforehand. Each is assumed to be half the
/// output limit, at most ``assumedOutput`` tokens.
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
        // Independent draws of one reading are requested separately.
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

  /// The forecast as written in the dataset's metadata.
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
  /// - Parameter notes: Tokens of the notes from its reading, if it has one.
  func promptTokens(in tally: InputTally, notes: Double?) -> Double {
    step.promptSize.tokens(for: tally, notesTokens: notes) * Double(callsPerSample)
  }
}

internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels

/// The expected usage of one step of one perspective over a whole run.
struct StepForecast: Sendable {
  var key: StepKey
  /// Its perspective's index.
  var perspective: Int
  var step: PlannedStep
  /// Its lane's index.
  var lane: Int
  /// Requests of a run without failures; none for samples that lack a field of its prompt.
  var calls: Int
  /// The number of times the prompt is sent for each sample.
  var callsPerSample: Int
  /// The forecasts of the perspective's earlier steps, by their indices.
  var earlier: [Int]
  /// The maximum tokens of an answer.
  var outputLimit: Int
  /// The assumed tokens of an answer before any measurement.
  var assumedOutput: Double
  /// The same of a text without a schema, and of a model's thoughts.
  var usualOutput: Double

  private init(
    key: StepKey, perspective: Int, step: PlannedStep, lane: Int, calls: Int, callsPerSample: Int,
    earlier: [Int], outputLimit: Int, usualOutput: Double
  ) {
    self.key = key
    self.perspective = perspective
    self.step = step
    self.lane = lane
    self.calls = calls
    self.callsPerSample = callsPerSample
    self.earlier = earlier
    self.outputLimit = outputLimit
    self.usualOutput = usualOutput
    assumedOutput = usualOutput
  }
}

/// Identifies a step across plans of the same configuration with different selections.
struct StepKey: Sendable, Hashable {
  /// The perspective's condition, and its model if it is asked of several.
  var condition: String
  var name: String
  /// The model's name as configured.
  var model: String
}

extension StepKey {
  init(_ step: PlannedStep, of perspective: PlannedPerspective) {
    self.init(condition: perspective.label, name: step.name, model: step.model.modelName)
  }
}

/// The expected usage of a run from configuration and data alone, as recorded in the dataset.
///
/// The lengths of answers are unknown beforehand. Each is assumed to be half the
/// output limit, at most ``assumedOutput`` tokens, or as long as its schema lets expect.
struct TokenForecast: Sendable {
  static let assumedOutput = 300
  /// Of JSON in English.
  static let charactersPerToken = 3.5

  let tally: InputTally
  let steps: [StepForecast]
  let promptTokens: Int
  let completionTokens: Int

  init(perspectives: [PlannedPerspective], tally: InputTally) {
    self.tally = tally
    var steps: [StepForecast] = []
    // The forecasts of steps that several perspectives share.
    var shared: [Int: Int] = [:]
    for perspective in perspectives {
      var earlier: [Int] = []
      for (index, step) in perspective.steps.enumerated() {
        if let group = step.sharing.group, let known = shared[group] {
          earlier.append(known)
          continue
        }
        if let group = step.sharing.group { shared[group] = steps.count }
        steps.append(
          StepForecast(
            step, of: perspective,
            times: step.place.isPerCompletion ? perspective.completions : 1,
            samples: tally.samples(
              with: perspective.neededNames(ofFirst: index + 1, data: tally.data)
                + perspective.conditionNames),
            earlier: earlier))
        earlier.append(steps.count - 1)
      }
      for judge in perspective.judges {
        // A comparison shows two responses, of which the perspective's own stand for both.
        let shown = judge.isPairwise ? earlier.suffix(1) + earlier.suffix(1) : earlier
        steps.append(
          StepForecast(
            judge.step, of: perspective, times: judge.callsPerSample,
            samples: tally.samples(with: judge.neededNames(of: perspective, data: tally.data)),
            earlier: shown))
      }
    }
    self.steps = steps
    var prompt = 0.0
    var completion = 0.0
    for step in steps {
      prompt += step.promptTokens(in: tally) { steps[$0].assumedOutput }
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
    earlier: [Int]
  ) {
    let limit = step.model.options.maxTokens
    self.init(
      key: StepKey(step, of: perspective), perspective: perspective.index, step: step,
      lane: step.lane, calls: times * samples, callsPerSample: times, earlier: earlier,
      outputLimit: limit ?? PlannedLane.assumedMaxTokens,
      usualOutput: Double(min(max(1, (limit ?? .max) / 2), TokenForecast.assumedOutput)))
    if let length = step.schema?.format.schema.expectedLength() {
      assumedOutput = min(
        max(1, Double(length) / TokenForecast.charactersPerToken), Double(outputLimit))
    }
  }

  /// Estimated tokens of all its prompts.
  ///
  /// - Parameter answer: Expected tokens of an answer to the step of a forecast.
  func promptTokens(in tally: InputTally, answer: (Int) -> Double) -> Double {
    let whole = step.promptSize.tokens(for: tally) { answer(earlier[$0]) } * Double(callsPerSample)
    let most = callsPerSample * tally.samples
    // Samples that lack a field are assumed to be as long as the others.
    return calls == most ? whole : whole * Double(calls) / Double(most)
  }
}

internal import FacetConfiguration

/// A judge of a perspective's completions: a step after the last one, which shows the response, or
/// two of them.
struct PlannedJudge: Sendable {
  /// The position of its scorer in the configuration.
  var scorer: Int
  var step: PlannedStep
  /// Whether it compares two responses.
  var isPairwise: Bool
  /// The name of its scorer's condition among the names that a sample may lack; `nil` if it scores
  /// every sample.
  var condition: String?
  /// Its requests for each sample whose cells all have a response.
  var callsPerSample: Int

  /// What a sample must have to be judged: everything that the response and the judge's prompt
  /// need, and what the scorer's condition asks for.
  func neededNames(of perspective: PlannedPerspective, data: DataConfiguration) -> [String] {
    perspective.neededNames(data: data) + perspective.conditionNames + step.prompts.flatMap(\.names)
      + [condition].compactMap { $0 }
  }
}

extension PlannedStep {
  /// Whether a scorer asks it.
  var isJudge: Bool { name.hasPrefix(PerspectiveStep.judgePrefix) }
}

extension Scorer {
  /// The name of its condition among the names that a sample may lack; no field of a template has
  /// such a name. `nil` if it scores every sample.
  var conditionName: String? { condition.isEmpty ? nil : "'where' of the score '\(name)'" }
}

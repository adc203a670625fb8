internal import FacetConfiguration

/// A judge of a perspective's completions: a step after the last one, which shows the response.
struct PlannedJudge: Sendable {
  /// The position of its scorer in the configuration.
  var scorer: Int
  var step: PlannedStep
}

extension PlannedStep {
  /// Whether a scorer asks it.
  var isJudge: Bool { name.hasPrefix(PerspectiveStep.judgePrefix) }
}

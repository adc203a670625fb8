package import FacetModels

/// One step of a cell: its request, result and usage.
package struct StepRecord: Sendable {
  /// The step's name.
  var name: String
  package var fingerprint: Fingerprint
  package var model: String
  package var provider: String
  /// The lane's name.
  package var lane: String
  /// Requests sent for it; including failed ones.
  var attempts: Int
  package var answer: Answer?
  /// Whether it has no answer and nothing was sent for it in this run.
  var wasUnasked = false
  /// Whether an earlier cell of the sample has the same step and counts its usage, cost and
  /// attempts.
  package internal(set) var isShared = false
  /// How the reply was read, if the step has a schema.
  var structured: StructuredTurn?
  /// Whether it was requested in this run rather than reused.
  var wasAsked = false

  init(step: StepIdentity, attempts: Int, answer: Answer?) {
    name = step.name
    fingerprint = step.fingerprint
    model = step.lane.model
    provider = step.lane.endpoint.provider.name
    lane = step.lane.name
    self.attempts = attempts
    self.answer = answer
  }

  /// How the answer ended, its usage and its cost.
  package struct Answer: Sendable {
    package var finishReason: FinishReason
    var rawFinishReason: String?
    /// The model's thoughts, if they came separately from its answer.
    package var reasoning: String?
    package var usage: TokenUsage
    /// Estimated tokens of the prompt.
    package var estimatedPromptTokens: Int
    /// Whether the usage was reported; else it is an estimate.
    var isUsageReported: Bool
    /// The cost reported by the provider.
    var reportedCost: USDollars?
    /// The reported cost as written, if it is implausible.
    var implausibleCost: String?
    /// The reported cost, else the usage at the price in force; `nil` if neither is known.
    package var cost: USDollars?
    /// Duration of the answering request.
    package var latency: Duration
  }
}

extension StepRecord.Answer {
  /// Whether the provider's own finish reason says more than ``finishReason``.
  var isReasonUncommon: Bool { finishReason == .unknown || finishReason == .error }
}

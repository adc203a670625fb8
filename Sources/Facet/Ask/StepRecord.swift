package import FacetModels

/// What was asked in one step of a cell, and what it took.
package struct StepRecord: Sendable {
  /// The step's name: `reading` or `strategy`.
  var name: String
  package var fingerprint: Fingerprint
  package var model: String
  package var provider: String
  /// The lane's name.
  package var lane: String
  /// Requests sent for it; those that failed included.
  var attempts: Int
  package var answer: Answer?
  /// Whether nothing was sent for it in this run, although it has no answer.
  var wasUnasked = false
  /// Whether an earlier cell of the sample has the same step, so that its usage, cost and attempts
  /// are that cell's.
  package internal(set) var isShared = false
  /// Whether it was asked in this run rather than found.
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

  /// How the answer ended and what it took.
  package struct Answer: Sendable {
    var finishReason: FinishReason
    var rawFinishReason: String?
    /// The model's thoughts, if any came apart from its answer.
    var reasoning: String?
    package var usage: TokenUsage
    /// What the prompt was estimated to have.
    package var estimatedPromptTokens: Int
    /// Whether the usage was reported; else it is an estimate.
    var isUsageReported: Bool
    /// What the provider says that it cost.
    var reportedCost: USDollars?
    /// What it says, as written, where that cannot be.
    var implausibleCost: String?
    /// What the provider says, else the usage at the price in force; `nil` where neither is known.
    var cost: USDollars?
    /// How long the answering request took.
    package var latency: Duration
  }
}

extension StepRecord.Answer {
  /// Whether the provider's own word for the end says more than ``finishReason``.
  var isReasonUncommon: Bool { finishReason == .unknown || finishReason == .error }
}

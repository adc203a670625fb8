internal import FacetJSON
package import FacetModels
package import FacetTasks

/// Why a trial did not end as it should, under Harbor's name for it.
package struct TrialException: Sendable, Hashable {
  package var name: String
  package var message: String

  package init(_ name: String, _ message: String) {
    self.name = name
    self.message = message
  }

  package var policy: TrialPolicy { TrialPolicy(of: name) }

  /// The exception of a request that failed for good.
  package init(_ error: ModelError) {
    let name =
      switch error.kind {
      case .authentication: "AgentAuthenticationError"
      case .quota: "ApiUsageLimitError"
      case .rateLimited: "ApiRateLimitError"
      case .overloaded: "ApiOverloadedError"
      case .timeout: "ApiResponseStalledError"
      case .network: "NetworkConnectionError"
      case .invalidRequest: "BadRequestError"
      case .contextLength: "ContextLengthExceededError"
      case .refused: "AgentSafetyRefusalError"
      case .malformedResponse: "APIResponseValidationError"
      case .cancelled: "CancelledError"
      }
    self.init(name, error.message)
  }

  /// The exception of an ending; `nil` for one that is no error.
  package init?(_ ending: TrialEnding?) {
    switch ending {
    case .outOfTime: self.init("AgentTimeoutError", "the time that the task allows was used up")
    case .refused: self.init("AgentSafetyRefusalError", "the model refused")
    case .completed, .outOfTurns, .tooManyInvalidReplies, .failed, nil: return nil
    }
  }

  /// The exception of tests that left no reward; `nil` if there is one.
  package init?(_ grade: TaskGrade) {
    guard grade.rewards == nil else { return nil }
    let name =
      switch grade.reason?.kind {
      case .missing, nil: "RewardFileNotFoundError"
      case .empty: "RewardFileEmptyError"
      case .stopped: "VerifierTimeoutError"
      case .unreadable: "VerifierOutputParseError"
      }
    self.init(name, grade.reason?.description ?? "there is no reward")
  }

  var json: JSONValue { ["type": .string(name), "message": .string(message)] }

  init?(json: JSONValue) {
    guard let name = json["type"]?.string, let message = json["message"]?.string else {
      return nil
    }
    self.init(name, message)
  }
}

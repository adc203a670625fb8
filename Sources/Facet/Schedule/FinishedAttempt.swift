internal import FacetModels

/// What the scheduler needs to know of a request that has ended.
struct FinishedAttempt: Sendable {
  /// What an answer says about its lane and its endpoint.
  enum Verdict: Sendable {
    case success
    /// 429, 503 or 529: the lane is asked to slow down.
    case saturated(retryAfter: Duration?)
    /// Counts towards the breaker.
    case failed(ModelError)
    /// No request to this endpoint can succeed any more: a wrong key, a spent quota.
    case stopping(ModelError)
    /// The lane is given up for this run, for this reason.
    case givenUp(String)
    /// The cell's own affair: cancelled, too long a prompt, a refused one.
    case neutral
  }

  var lane: Int
  var startedAt: ContinuousClock.Instant
  /// What was set aside for it of its lane's tokens.
  var reservedTokens: Double
  /// As reported, else as estimated; `nil` where there was no answer, 0 where nothing was sent.
  var usedTokens: Int?
  var rateLimits: RateLimitStatus?
  var verdict: Verdict
  /// Whether it was refused for want of tokens.
  var lacksTokens = false
  /// Whether it brought a response that the store has yet to keep.
  var awaitsCommit = false
  var estimatedPromptTokens = 0
  /// `nil` where the provider told none.
  var reportedPromptTokens: Int?
  /// What was set aside for it where the run has a budget.
  var reservation: Spending?
  /// What it has used of a budget; nothing where it was not sent.
  var spent = Spending()
}

extension FinishedAttempt {
  /// Whether an error is a refusal for want of tokens: fewer are left than were set aside or, where
  /// the headers do not tell, the message speaks of them.
  static func lacksTokens(
    _ error: ModelError, _ status: RateLimitStatus?, reservedTokens: Double
  ) -> Bool {
    guard error.kind == .rateLimited else { return false }
    return status?.tokens?.remaining.map { Double($0) < reservedTokens }
      ?? error.message.lowercased().contains("token")
  }
}

extension FinishedAttempt.Verdict {
  /// That of a server that will not be waited for any longer: the key concerns all of its models,
  /// anything else the one that was waited for.
  init(givingUp error: ModelError) {
    switch error.kind {
    case .cancelled: self = .neutral
    case .authentication: self = .stopping(error)
    default: self = .givenUp(error.message + (error.hint.map { "; \($0)" } ?? ""))
    }
  }

  init(_ error: ModelError) {
    switch error.kind {
    case .rateLimited, .overloaded: self = .saturated(retryAfter: error.retryAfter)
    case .authentication, .quota: self = .stopping(error)
    case .network where error.code == ModelError.staleConnection: self = .neutral
    case .timeout, .network, .invalidRequest, .malformedResponse: self = .failed(error)
    case .contextLength, .refused, .cancelled: self = .neutral
    }
  }
}

internal import FacetModels

/// What the scheduler needs to know of a request that has ended.
struct FinishedAttempt: Sendable {
  /// What an answer says about its lane and its endpoint.
  enum Verdict: Sendable {
    case success
    /// 429, 503 or 529: the lane is asked to slow down.
    case saturated(retryAfter: Duration?)
    /// Counts towards the endpoint's breaker.
    case failed(ModelError)
    /// The server does not take the request, which may be the request's own fault.
    case rejected(ModelError)
    /// Speaks of the model or the endpoint, and has to be confirmed by another request.
    case suspicious(ModelError)
    /// No request to this endpoint, or to this model, can succeed: a wrong key, a spent quota.
    case stopping(ModelError)
    /// The lane is given up for this run, for this reason.
    case givenUp(String)
    /// The cell's own affair: cancelled, too long a prompt, a refused one.
    case neutral
  }

  var lane: Int
  /// The number of its sample.
  var sample = 0
  var startedAt: ContinuousClock.Instant
  /// What was set aside for it of its lane's tokens.
  var reservedTokens: Double
  /// As reported, else as estimated; `nil` where there was no answer, 0 where nothing was sent.
  var usedTokens: Int?
  var rateLimits: RateLimitStatus?
  var verdict: Verdict
  /// Why it brought no completion, if it did not.
  var error: ModelError?
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
    case .authentication, .quota: self = error.isConclusive ? .stopping(error) : .suspicious(error)
    case .invalidRequest: self = error.concerns == .request ? .rejected(error) : .suspicious(error)
    case .network where error.code == ModelError.staleConnection: self = .neutral
    case .timeout, .network, .malformedResponse: self = .failed(error)
    case .contextLength, .refused, .cancelled: self = .neutral
    }
  }
}

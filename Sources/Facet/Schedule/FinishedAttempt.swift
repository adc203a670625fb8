internal import FacetModels

/// The result of a finished request, for the scheduler.
struct FinishedAttempt: Sendable {
  /// The verdict of an answer on its lane and its endpoint.
  enum Verdict: Sendable {
    case success
    /// 429, 503 or 529: the lane is asked to slow down.
    case saturated(retryAfter: Duration?)
    /// Counts towards the endpoint's circuit breaker.
    case failed(ModelError)
    /// The server rejects the request, possibly through the request's own fault.
    case rejected(ModelError)
    /// Points at the model or the endpoint, and must be confirmed by another request.
    case suspicious(ModelError)
    /// No request to this endpoint, or to this model, can succeed: a wrong key, a spent quota.
    case stopping(ModelError)
    /// The lane is given up for this run, for this reason.
    case givenUp(String)
    /// Concerns only the cell: cancelled, or a prompt that is too long or refused.
    case neutral
  }

  var lane: Int
  /// The number of its sample.
  var sample = 0
  var startedAt: ContinuousClock.Instant
  /// Its reservation of its lane's tokens.
  var reservedTokens: Double
  /// Tokens as reported, else as estimated; `nil` if there was no answer, 0 if nothing was sent.
  var usedTokens: Int?
  var rateLimits: RateLimitStatus?
  var verdict: Verdict
  /// Why there is no completion, if there is none.
  var error: ModelError?
  /// Whether it was refused because of a token limit.
  var lacksTokens = false
  /// Whether it has a response that is not stored yet.
  var awaitsCommit = false
  var estimatedPromptTokens = 0
  /// `nil` if the provider reported none.
  var reportedPromptTokens: Int?
  /// Its reservation of the budget, if the run has one.
  var reservation: Spending?
  /// Its use of the budget; nothing if it was not sent.
  var spent = Spending()
}

extension FinishedAttempt {
  /// Whether an error is a refusal because of a token limit: the headers report fewer remaining
  /// tokens than were reserved or, without such headers, the message mentions tokens.
  static func lacksTokens(
    _ error: ModelError, _ status: RateLimitStatus?, reservedTokens: Double
  ) -> Bool {
    guard error.kind == .rateLimited else { return false }
    return status?.tokens?.remaining.map { Double($0) < reservedTokens }
      ?? error.message.lowercased().contains("token")
  }
}

extension FinishedAttempt.Verdict {
  /// The verdict on a server that is no longer waited for: a key error concerns all of its models,
  /// any other error only this model.
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

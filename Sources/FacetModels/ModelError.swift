/// Why a model gave no completion.
package struct ModelError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What a failure means for the cell and for the run.
  package enum Kind: String, Sendable, CaseIterable {
    /// The key is missing, wrong or may not use the model; stops the endpoint.
    case authentication
    /// Credit or a spend limit is used up; stops the endpoint.
    case quota
    /// The provider asks to slow down.
    case rateLimited = "rate_limited"
    /// The provider has no capacity at the moment.
    case overloaded
    case timeout
    case network
    /// The request cannot succeed as it is.
    case invalidRequest = "invalid_request"
    /// The prompt, with the output it asks for, is larger than the model's context.
    case contextLength = "context_length"
    /// The provider refused the prompt on policy.
    case refused
    /// A 200 that cannot be read, or that stops in the middle.
    case malformedResponse = "malformed_response"
    case cancelled
  }

  /// Which requests a failure would meet again.
  package enum Concern: String, Sendable, CaseIterable {
    /// This one alone: another cell may succeed.
    case request
    /// Every request to this model at the endpoint: it is not served, not pulled, not licensed, or
    /// its own quota is used up.
    case model
    /// Every request to the endpoint: its URL, its key, its account, its network.
    case endpoint
  }

  package var kind: Kind
  /// What has to change before the same request can succeed. A cell whose failure concerns more
  /// than its request has not failed for good.
  package var concerns: Concern
  /// Whether a status or a code says what ``kind`` and ``concerns`` say. Otherwise only words do,
  /// which may quote the request: believe them once other requests have failed alike.
  package var isCertain: Bool
  /// The provider's own words if it gave any.
  package var message: String
  package var status: Int?
  /// The provider's error code or type.
  package var code: String?
  /// The parameter that the provider names as the cause.
  package var parameter: String?
  package var requestID: String?
  /// How long the provider asks to wait.
  package var retryAfter: Duration?
  /// What the reader can do about it.
  package var hint: String?
  /// What the provider says about asking again, which wins over what the kind says.
  package var retryAdvice: Bool?

  package init(
    _ kind: Kind, _ message: String, status: Int? = nil, code: String? = nil,
    parameter: String? = nil, requestID: String? = nil, retryAfter: Duration? = nil,
    hint: String? = nil
  ) {
    self.kind = kind
    concerns = kind.concerns
    isCertain = true
    self.message = message
    self.status = status
    self.code = code
    self.parameter = parameter
    self.requestID = requestID
    self.retryAfter = retryAfter
    self.hint = hint
  }

  /// Whether this failure alone is enough to stop its endpoint or, if it concerns the model, its
  /// lane.
  package var isConclusive: Bool { isCertain && (kind == .authentication || kind == .quota) }

  /// Whether asking again, unchanged, may succeed.
  package var isTransient: Bool {
    if let retryAdvice { return retryAdvice }
    return switch kind {
    case .rateLimited, .overloaded, .timeout, .network, .malformedResponse: true
    case .authentication, .quota, .invalidRequest, .contextLength, .refused, .cancelled: false
    }
  }

  package var description: String {
    let status = status.map { "HTTP \($0): " } ?? ""
    return status + message
  }
}

extension ModelError.Kind {
  /// What a failure of this kind usually concerns.
  fileprivate var concerns: ModelError.Concern {
    switch self {
    case .authentication, .quota, .network: .endpoint
    case .rateLimited, .overloaded: .model
    case .timeout, .invalidRequest, .contextLength, .refused, .malformedResponse, .cancelled:
      .request
    }
  }
}

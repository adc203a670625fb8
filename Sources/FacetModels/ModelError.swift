/// Why a model returned no completion.
package struct ModelError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of failure, which decides its effect on the cell and the run.
  package enum Kind: String, Sendable, CaseIterable {
    /// The key is missing, wrong or not allowed to use the model; stops the endpoint.
    case authentication
    /// Credit or a spend limit is exhausted; stops the endpoint.
    case quota
    /// The provider asks for fewer requests.
    case rateLimited = "rate_limited"
    /// The provider has no capacity at the moment.
    case overloaded
    case timeout
    case network
    /// The request cannot succeed unchanged.
    case invalidRequest = "invalid_request"
    /// The prompt and the requested output exceed the model's context.
    case contextLength = "context_length"
    /// The provider refused the prompt on policy.
    case refused
    /// A 200 response that is unreadable or stops in the middle.
    case malformedResponse = "malformed_response"
    case cancelled
  }

  /// The requests that would meet the same failure.
  package enum Concern: String, Sendable, CaseIterable {
    /// Only this one: another cell may succeed.
    case request
    /// Every request to this model at the endpoint: it is not served, pulled or licensed, or its
    /// own quota is exhausted.
    case model
    /// Every request to the endpoint: its URL, its key, its account, its network.
    case endpoint
  }

  package var kind: Kind
  /// The thing that must change before the same request can succeed. If that is more than the
  /// request itself, the cell has not failed permanently.
  package var concerns: Concern
  /// Whether a status or a code establishes ``kind`` and ``concerns``. Otherwise only words do,
  /// which may quote the request: rely on them only after other requests have failed in the same
  /// way.
  package var isCertain: Bool
  /// The provider's own words, if any.
  package var message: String
  package var status: Int?
  /// The provider's error code or type.
  package var code: String?
  /// The parameter that the provider blames.
  package var parameter: String?
  package var requestID: String?
  /// The wait that the provider asks for.
  package var retryAfter: Duration?
  /// Advice for the reader.
  package var hint: String?
  /// The provider's advice on retries, which overrides the kind's.
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

  /// Whether a retry of the same request may succeed.
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
  /// The usual concern of failures of this kind.
  fileprivate var concerns: ModelError.Concern {
    switch self {
    case .authentication, .quota, .network: .endpoint
    case .rateLimited, .overloaded: .model
    case .timeout, .invalidRequest, .contextLength, .refused, .malformedResponse, .cancelled:
      .request
    }
  }
}

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

  package var kind: Kind
  /// The provider's own words where it said any, else ours.
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
    self.message = message
    self.status = status
    self.code = code
    self.parameter = parameter
    self.requestID = requestID
    self.retryAfter = retryAfter
    self.hint = hint
  }

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

package import FacetHTTP

extension ModelError {
  /// The code of a request left unanswered when the server closed a kept connection: normal for
  /// servers that limit the requests per connection, and no sign of trouble.
  package static let staleConnection = "stale_connection"

  /// The error in a response.
  ///
  /// - Parameters:
  ///   - response: A response with an error status, or with an error in its body.
  ///   - endpoint: The request's destination; its key is kept out of all texts.
  ///   - now: The time since the start of 1970, for headers with an absolute time.
  package init(from response: HTTPResponse, at endpoint: Endpoint, now: Duration) {
    self.init(
      body: ProviderErrorBody(of: response.body), response: response, at: endpoint, now: now)
  }

  init(body: ProviderErrorBody, response: HTTPResponse, at endpoint: Endpoint, now: Duration) {
    let isSuccess = (200..<300).contains(response.status)
    let status = isSuccess ? ImpliedStatus.of(body) : response.status
    let provider = endpoint.provider
    let delay = RetryDelay.delay(
      status: status, headers: response.headers, body: body, provider: provider, now: now)
    let classification = ErrorClassification(
      status: status, body: body, provider: provider.name, wait: delay)
    let redaction = KeyRedaction(for: endpoint)
    let said = PlainText.collapsed(redaction.redacting(body.message))
    self.init(
      classification.kind, said.isEmpty ? Self.wordsForNone(status: status) : Self.bounded(said),
      status: isSuccess && body.statusCode == nil ? response.status : status,
      code: body.name.map { Self.bounded(redaction.redacting($0), to: 80) },
      parameter: body.parameter.map { Self.bounded(redaction.redacting($0), to: 80) },
      requestID: ResponseIdentifier.of(response.headers) ?? body.requestID, retryAfter: delay)
    concerns = classification.concerns
    isCertain = classification.isCertain
    hint = ErrorHint.hint(
      for: self, status: status, body: body, endpoint: endpoint,
      location: response.headers["location"])
    switch response.headers["x-should-retry"]?.lowercased() {
    case "true": retryAdvice = true
    case "false": retryAdvice = false
    default: break
    }
  }

  /// The text, cut to the length of an error message.
  static func bounded(_ text: String, to limit: Int = 600) -> String {
    text.count > limit ? String(text.prefix(limit - 1)) + "…" : text
  }

  private static func wordsForNone(status: Int) -> String {
    switch status {
    case 401, 403: "the key was not accepted"
    case 429: "too many requests"
    case 500...: "the server failed and gave no reason"
    default: "the request was rejected without a reason"
    }
  }
}

extension ModelError {
  /// The error for a request without a response.
  package init(from error: HTTPError) {
    switch error.reason {
    case .connectTimeout, .firstByteTimeout, .stallTimeout, .totalTimeout:
      self.init(.timeout, error.message)
    case .cancelled: self.init(.cancelled, error.message)
    case .invalidRequest:
      // A URL or a header that cannot be sent comes from the configuration or the environment.
      self.init(.invalidRequest, error.message, hint: "check the base URL and the key")
      concerns = .endpoint
    case .malformedResponse: self.init(.malformedResponse, error.message)
    case .tooLarge:
      // A retry would bring, and cost, the same again.
      self.init(.malformedResponse, error.message)
      retryAdvice = false
    case .nameResolution:
      self.init(.network, error.message, hint: "check the base URL and the network")
    case .connect:
      self.init(
        .network, error.message, hint: "check that a server listens there, and check any proxy")
    case .tls, .connectionLost: self.init(.network, error.message)
    case .unansweredOnReusedConnection:
      self.init(.network, error.message, code: Self.staleConnection)
    }
  }
}

/// The request's identifier in the response headers.
enum ResponseIdentifier {
  static func of(_ headers: HTTPHeaders) -> String? {
    for name in ["x-request-id", "request-id", "x-litellm-call-id", "apim-request-id", "cf-ray"] {
      if let value = headers[name], !value.isEmpty { return value }
    }
    return nil
  }
}

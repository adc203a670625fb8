/// Why a request gets no answer, independent of the wire format.
struct Failure {
  enum Kind {
    case rateLimited
    case quota
    case authentication
    case permission
    case payment
    case invalidRequest
    case contextLength
    case modelNotFound
    case notFound
    case methodNotAllowed
    case tooLarge
    case internalError
    case unavailable
    case overloaded
  }

  var kind: Kind
  var message: String
  /// The parameter at fault.
  var parameter: String?
  /// The allowance that is used up: `requests` or `tokens`.
  var allowance = "requests"
  /// How long the client should wait.
  var wait: Duration?

  init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  var status: Int {
    switch kind {
    case .rateLimited, .quota: 429
    case .authentication: 401
    case .permission: 403
    case .payment: 402
    case .invalidRequest, .contextLength: 400
    case .modelNotFound, .notFound: 404
    case .methodNotAllowed: 405
    case .tooLarge: 413
    case .internalError: 500
    case .unavailable: 503
    case .overloaded: 529
    }
  }

  /// The failure of a fault, or `nil` if the fault is not an error response.
  init?(_ fault: RehearsalFault, model: String, wait: Duration) {
    switch fault {
    case .rateLimit, .rateLimitMilliseconds, .rateLimitDate:
      self.init(.rateLimited, "Rate limit reached for \(model). Try again in \(wait.goText).")
      self.wait = wait
    case .quota:
      self.init(.quota, "The credit of this account is used up; check its plan and billing.")
    case .authentication: self.init(.authentication, "The key is not valid.")
    case .payment: self.init(.payment, "Insufficient balance.")
    case .contextLength:
      self.init(
        .contextLength,
        "This model's maximum context length is 8192 tokens, and the request has more.")
      parameter = "messages"
    case .modelNotFound: self = .modelNotFound(model)
    case .internalError, .errorInOK:
      self.init(.internalError, "The server had an error while answering; try again.")
    case .unavailable:
      self.init(.unavailable, "The service is not available at the moment; try again.")
      self.wait = wait
    case .overloaded:
      self.init(.overloaded, "The model is overloaded at the moment; try again.")
    default: return nil
    }
  }

  static func modelNotFound(_ model: String) -> Failure {
    var failure = Failure(.modelNotFound, "The model '\(model)' does not exist.")
    failure.parameter = "model"
    return failure
  }
}

/// The class of a failure as a ``ModelError``: by codes and types, then by the status, then by
/// words.
struct ErrorClassification: Sendable, Equatable {
  var kind: ModelError.Kind
  var concerns: ModelError.Concern
  /// Whether the evidence is more than words that may quote the request.
  var isCertain: Bool

  private init(_ kind: ModelError.Kind, _ concerns: ModelError.Concern, isCertain: Bool = true) {
    self.kind = kind
    self.concerns = concerns
    self.isCertain = isCertain
  }

  private init(_ kind: ModelError.Kind, _ concerns: ModelError.Concern, _ place: ErrorText.Place) {
    self.init(kind, concerns, isCertain: place == .opening)
  }

  /// Classifies a failure.
  ///
  /// - Parameters:
  ///   - status: The HTTP status, or the one implied by a body under HTTP 200.
  ///   - body: The provider's error.
  ///   - provider: Its name in the table.
  ///   - wait: The wait that the response asks for.
  init(status: Int, body: ProviderErrorBody, provider: String, wait: Duration?) {
    let said = SaidError(body)
    self =
      Self.limit(status, said, wait: wait) ?? Self.request(status, said, provider: provider)
      ?? Self.access(status, said) ?? Self.byStatus(status, said)
  }

  // MARK: Limits

  /// The longest wait that is not a quota failure, whatever period the limit covers.
  private static let shortWait = Duration.seconds(600)

  /// An exhausted quota, or a limit that resets.
  private static func limit(_ status: Int, _ said: SaidError, wait: Duration?) -> Self? {
    if status == 402 { return Self(wait == nil ? .quota : .rateLimited, .endpoint) }
    if said.isRequestFault || status < 400 || [404, 405, 413].contains(status) { return nil }
    switch QuotaWords.finding(inNames: said.names) {
    case .credit: return Self(.quota, .endpoint)
    case .longLimit: return Self(.quota, said.limitConcern)
    default: break
    }
    if status == 401 { return nil }
    guard let (finding, place) = QuotaWords.finding(in: said.text(status: status)) else {
      return nil
    }
    // A prompt rejected by the policy may be quoted, whatever it says about money.
    if status == 400, place == .within, PolicyWords.refuses(said.own) { return nil }
    switch finding {
    case .credit: return Self(.quota, .endpoint, status == 429 ? .opening : place)
    case .longLimit, .quota:
      guard [400, 403, 429].contains(status) || place == .opening && status >= 500 else {
        return nil
      }
      if said.isThrottled, finding == .quota { return nil }
      if let wait, wait <= shortWait, finding == .longLimit || status == 429 { return nil }
      return Self(.quota, said.limitConcern, status == 429 ? .opening : place)
    }
  }

  // MARK: Requests

  /// A prompt that is too long or against the policy.
  private static func request(_ status: Int, _ said: SaidError, provider: String) -> Self? {
    if [401, 402, 503, 529].contains(status) { return nil }
    if status == 429 {
      return ContextWords.isLargerThanLimit(said.whole) ? Self(.contextLength, .request) : nil
    }
    if !said.isRequestFault, status != 403 || provider == "together" {
      if ContextWords.isOverflow(names: said.names)
        || said.whole.contains("contextwindowexceedederror")
      {
        return Self(.contextLength, .request)
      }
      if status == 413, ContextWords.isLargerThanLimit(said.whole) {
        return Self(.contextLength, .request)
      }
      if ContextWords.isOverflow(said.own, parameter: said.parameter)
        || status == 403 && said.whole.contains(anyOf: ["token", "context", "length"])
      {
        return Self(.contextLength, .request, isCertain: false)
      }
    }
    if said.isModeration || PolicyWords.refuses(names: said.names) {
      return Self(.refused, .request)
    }
    return PolicyWords.refuses(said.own) ? Self(.refused, .request, isCertain: false) : nil
  }

  // MARK: Access

  /// A key that is not accepted, or a model that is not available.
  private static func access(_ status: Int, _ said: SaidError) -> Self? {
    if status == 429 || status == 503 || status == 529 { return nil }
    if status == 401 { return Self(.authentication, .endpoint) }
    if AccessWords.wantsTerms(names: said.names) { return Self(.authentication, .model) }
    let isFault = said.isRequestFault
    let terms = isFault ? nil : AccessWords.wantsTerms(said.own)
    let region = isFault || status >= 500 ? nil : AccessWords.refusesRegion(said.own)
    // Where one model is not offered, others of the provider may be.
    let isModelsRegion = region != nil && AccessWords.namesModel(said.own)
    if status == 403 {
      let isAboutModel =
        terms != nil || isModelsRegion || AccessWords.lacksModel(names: said.names)
        || AccessWords.lacksModel(said.own)
      // A firewall in front of a provider answers with a page, perhaps because of a single prompt.
      return Self(.authentication, isAboutModel ? .model : .endpoint, isCertain: !said.isPage)
    }
    if let terms, [400, 404, 422].contains(status) { return Self(.authentication, .model, terms) }
    if AccessWords.lacksModel(names: said.names) { return Self(.invalidRequest, .model) }
    if AccessWords.refusesKey(names: said.names) { return Self(.authentication, .endpoint) }
    guard !isFault, status != 413, status != 408 else { return nil }
    if let place = AccessWords.refusesKey(said.own) {
      return Self(.authentication, .endpoint, place)
    }
    if let region { return Self(.authentication, isModelsRegion ? .model : .endpoint, region) }
    if status != 404, status < 500, AccessWords.lacksModel(said.own) {
      return Self(.invalidRequest, .model, isCertain: false)
    }
    return nil
  }

  // MARK: Statuses

  private static func byStatus(_ status: Int, _ said: SaidError) -> Self {
    switch status {
    case 400, 422:
      said.namesAny(modelMistakes) || said.own.contains(anyOf: modelMistakes)
        ? Self(.malformedResponse, .request) : Self(.invalidRequest, .request)
    case 404:
      Self(
        .invalidRequest,
        AccessWords.namesModel(said.whole) || AccessWords.lacksModel(said.own) ? .model : .endpoint)
    case 408, 504, 524: Self(.timeout, .request)
    case 409, 425, 499: Self(.network, .endpoint)
    case 412 where said.own.contains(anyOf: ["suspend", "billing"]): Self(.quota, .endpoint)
    case 429: Self(.rateLimited, .model)
    case 498, 503, 529: Self(.overloaded, .model)
    // What a server does not implement stays so.
    case 501, 505: Self(.invalidRequest, AccessWords.namesModel(said.whole) ? .model : .endpoint)
    case 511: Self(.authentication, .endpoint)
    case 500...599:
      if said.whole.contains(anyOf: overload) {
        Self(.overloaded, .model)
      } else if said.whole.contains(anyOf: throttles) {
        Self(.rateLimited, .model)
      } else {
        Self(.network, .endpoint)
      }
    // A redirect, method, path, size or type that a gateway does not accept.
    case 300..<400, 405, 406, 410, 411, 413, 415, 421, 426, 431:
      Self(.invalidRequest, .endpoint)
    default: Self(.invalidRequest, .request)
    }
  }

  /// A malformed call or document by the model itself: a retry may succeed.
  private static let modelMistakes = ["tool_use_failed", "json_validate_failed"]

  private static let overload = [
    "overloaded", "capacity", "slow_down", "server is busy", "too busy", "server busy",
  ]

  static let throttles = [
    "rate limit", "rate_limit", "ratelimit", "too many requests", "throttl", "request limit",
    "requests limit", "qps",
  ]
}

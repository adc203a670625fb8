/// Recognises a key that is not accepted, and a model that is not served, in a provider's words.
enum AccessWords {
  /// Whether a code or a type says that the key is not accepted.
  static func refusesKey(names: [String]) -> Bool {
    names.contains { keyNames.contains($0.filter(\.isLetter)) }
  }

  /// The position at which the words reject the key: a key next to its fault; `nil` if they do not.
  static func refusesKey(_ text: ErrorText) -> ErrorText.Place? {
    let starts = keys.compactMap { key -> Int? in
      let isNear =
        text.text(before: key, length: 24)?.contains(anyOf: wrong) == true
        || text.text(after: key, length: 40)?.contains(anyOf: wrong) == true
      return isNear ? text.index(of: key) : nil
    }
    return starts.min().map(text.place)
  }

  /// Whether a code or a type says that the model is unavailable: absent, retired, not licensed.
  static func lacksModel(names: [String]) -> Bool {
    names.contains { name in
      let letters = name.filter(\.isLetter)
      return modelNames.contains(letters)
    }
  }

  /// Whether the words say that the model is unavailable.
  static func lacksModel(_ text: ErrorText) -> Bool {
    if text.contains(anyOf: noModel) { return true }
    guard let after = text.text(after: "model", length: 90) else { return false }
    return after.contains(anyOf: gone)
  }

  /// Whether a code says that a model's terms are not accepted.
  static func wantsTerms(names: [String]) -> Bool {
    names.contains { $0.filter(\.isLetter) == "modeltermsrequired" }
  }

  /// The position at which the words ask to accept terms or to apply for a model; `nil` if they do
  /// not.
  static func wantsTerms(_ text: ErrorText) -> ErrorText.Place? {
    terms.lazy.compactMap { text.index(of: $0) }.first.map(text.place)
  }

  /// The position at which the words refuse requests from where they come from; `nil` if they do
  /// not.
  static func refusesRegion(_ text: ErrorText) -> ErrorText.Place? {
    regions.lazy.compactMap { text.index(of: $0) }.first.map(text.place)
  }

  /// Whether the error is about a model, rather than a path or a method.
  static func namesModel(_ text: ErrorText) -> Bool {
    text.contains(anyOf: ["model", "deployment", "engine", "endpoint id"])
  }

  private static let keyNames: Set<String> = [
    "invalidapikey", "apikeyinvalid", "apikeyexpired", "apikeynotvalid", "authenticationerror",
    "authenticationfailed", "invalidauthentication", "invalidauthenticationerror",
    "unauthenticated", "unauthorized", "unauthorised", "invalidtoken", "incorrectapikey",
    "incorrectapikeyerror", "missingapikey", "noapikey", "invalidkey", "accessdenied",
    "permissiondenied", "apikeydisabled", "invalidcredentials", "autherror", "tokenexpired",
  ]

  private static let keys = [
    "api key", "api_key", "api-key", "apikey", "access token", "bearer token", "auth token",
    "credential", "authentication", "authorization", "x-api-key",
  ]

  private static let wrong = [
    "invalid", "incorrect", "not valid", "missing", "required", "expired", "revoked", "disabled",
    "not found", "wrong", "unauthorized", "malformed", "fail", "not provided", "must provide",
    "didn't provide", "did not provide", "no auth", "no ", "not exist", "doesn't exist",
    "not recognized", "unknown", "leaked",
  ]

  private static let modelNames: Set<String> = [
    "modelnotfound", "modelnotfounderror", "modeldecommissioned", "modelnotavailable",
    "modeltermsrequired", "modelnotsupported", "modelnotexist", "modelnotopen",
    "deploymentnotfound", "invalidmodel", "unknownmodel", "nosuchmodel", "modeldeprecated",
    "modelaccessdenied", "invalidendpointormodelnotfound", "modelnotready",
    "modelpermissiondenied",
  ]

  private static let noModel = [
    "no such model", "unknown model", "invalid model", "unsupported model", "not a valid model",
    "no endpoints found", "no model named", "model not exist", "model not found",
    "access to the model", "on-demand throughput", "model identifier is invalid",
    "invalid model identifier", "模型不存在", "模型不可用", "模型已下线", "模型已停用", "模型未开通",
  ]

  private static let gone = [
    "does not exist", "not exist", "doesn't exist", "not found", "decommissioned", "no longer",
    "has been retired", "been deprecated", "has been shut down", "is not available",
    "is not loaded", "not served", "isn't available", "requires terms", "not pulled",
    "you do not have access", "does not have access",
  ]

  private static let regions = [
    "location is not supported", "territory not supported", "territory is not supported",
    "country is not supported", "country not supported", "region is not supported",
    "region not supported", "in your region", "in your country", "in your location",
    "from your region", "from your country", "from your location",
  ]

  private static let terms = [
    "requires terms", "accept the terms", "terms acceptance", "accept the license",
    "accept the model", "agree to the terms", "gated", "request access",
  ]
}

extension ModelError {
  /// Whether the provider refuses requests from where they come from, whatever their key.
  package var refusesRegion: Bool {
    kind == .authentication
      && (AccessWords.refusesRegion(ErrorText(message)) != nil
        || code?.lowercased().contains("region") == true)
  }
}

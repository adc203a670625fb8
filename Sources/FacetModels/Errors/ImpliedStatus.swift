/// The HTTP status implied by an error under HTTP 200.
enum ImpliedStatus {
  /// Returns the status that a body names, or that its code or type implies; 500 if none does.
  static func of(_ body: ProviderErrorBody) -> Int {
    if let status = body.statusCode { return status }
    for name in body.names {
      if let status = statuses[name.lowercased()] ?? byPart(of: name.lowercased()) { return status }
    }
    return 500
  }

  private static func byPart(of name: String) -> Int? {
    // A prompt over its limit stays so, however often it is sent.
    if ContextWords.isOverflow(names: [name]) { return 400 }
    let letters = name.filter(\.isLetter)
    return parts.first { letters.contains($0.part) }?.status
  }

  private static let statuses: [String: Int] = [
    "resource_exhausted": 429, "insufficient_quota": 429, "slow_down": 503,
    "unavailable": 503, "unavailable_error": 503, "permission_error": 403,
    "billing_error": 402, "not_found_error": 404, "failed_precondition": 400,
    "context_length_exceeded": 400, "deadline_exceeded": 504,
    // MiniMax's `base_resp`.
    "base_resp:1001": 504, "base_resp:1002": 429, "base_resp:1004": 401, "base_resp:1008": 402,
    "base_resp:1026": 400, "base_resp:1027": 400, "base_resp:1039": 429, "base_resp:2013": 400,
    "base_resp:2049": 401,
  ]

  /// Parts of names, letters only, the most specific first.
  private static let parts: [(part: String, status: Int)] = [
    ("ratelimit", 429), ("limitexceeded", 429), ("throttl", 429), ("toomanyrequests", 429),
    ("overloaded", 529),
    ("serviceunavailable", 503), ("timeout", 504), ("apikey", 401), ("authentication", 401),
    ("unauth", 401),
    ("authfailure", 401), ("permissiondenied", 403), ("accessdenied", 403), ("forbidden", 403),
    ("notactivated", 403), ("contentrisk", 400), ("notfound", 404), ("notexist", 404),
    ("internal", 500), ("server", 500), ("invalid", 400),
    ("badrequest", 400), ("validation", 400), ("unsupported", 400),
  ]
}

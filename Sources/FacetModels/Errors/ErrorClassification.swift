/// Which class of ``ModelError`` a failure is, by status and by what the provider says.
enum ErrorClassification {
  /// Returns the class of a failure.
  ///
  /// - Parameters:
  ///   - status: The HTTP status, or the one that a body under HTTP 200 stands for.
  ///   - body: What the provider says.
  ///   - provider: Its name in the table.
  ///   - asksToWait: Whether the response names a time to wait.
  static func kind(
    status: Int, body: ProviderErrorBody, provider: String, asksToWait: Bool
  ) -> ModelError.Kind {
    let text = body.searchText
    if isSpent(status: status, text: text, asksToWait: asksToWait) { return .quota }
    if ![401, 402, 429, 503, 529].contains(status) {
      if isContextOverflow(status: status, text: text, provider: provider) {
        return .contextLength
      }
      if body.isModeration || contains(text, anyOf: policyTexts) { return .refused }
    }
    return kind(status: status, text: text)
  }

  /// The status that an error under HTTP 200 stands for.
  static func impliedStatus(of body: ProviderErrorBody) -> Int {
    if let status = body.statusCode { return status }
    for word in [body.type, body.code].compactMap({ $0?.lowercased() }) {
      if let status = statusesByType[word] { return status }
    }
    return 500
  }

  private static func isSpent(status: Int, text: String, asksToWait: Bool) -> Bool {
    switch status {
    case 402: !asksToWait
    case 412: contains(text, anyOf: ["suspend", "billing"])
    case 400, 403, 429: contains(text, anyOf: spendTexts) || hasNoDailyQuotaLeft(text)
    default: false
    }
  }

  /// Whether a quota counts by the day, or is none at all.
  private static func hasNoDailyQuotaLeft(_ text: String) -> Bool {
    if text.contains("perday") { return true }
    guard let range = text.firstRange(of: "limit: 0") else { return false }
    return text[range.upperBound...].first?.isNumber != true
      && text[range.upperBound...].first != "."
  }

  private static func isContextOverflow(status: Int, text: String, provider: String) -> Bool {
    if text.contains("string_above_max_length") { return false }
    if contains(text, anyOf: contextTexts) { return true }
    if text.contains("current length is"), text.contains("while limit is") { return true }
    if text.contains("maximum input length is"), text.contains("tokens") { return true }
    if text.contains("`inputs` tokens"), text.contains("max_new_tokens") { return true }
    return provider == "together" && status == 403
      && contains(text, anyOf: ["token", "context", "length"])
  }

  private static func kind(status: Int, text: String) -> ModelError.Kind {
    switch status {
    case 401, 403: .authentication
    case 400, 422:
      if contains(text, anyOf: keyTexts) {
        .authentication
      } else if contains(text, anyOf: modelMistakeTexts) {
        .malformedResponse
      } else {
        .invalidRequest
      }
    case 402: .rateLimited
    case 408, 504, 524: .timeout
    case 409, 425, 499: .network
    // A request that is larger than the whole limit never fits, however long one waits.
    case 429: text.contains("request too large") ? .invalidRequest : .rateLimited
    case 498, 503, 529: .overloaded
    case 500...599: contains(text, anyOf: overloadTexts) ? .overloaded : .network
    default: .invalidRequest
    }
  }

  private static func contains(_ text: String, anyOf fragments: [String]) -> Bool {
    fragments.contains { text.contains($0) }
  }

  private static let spendTexts = [
    "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded", "organization_usage_limit_exceeded",
    "billing_hard_limit_reached", "billing_not_active", "enforced_spend_limit_reached",
    "contract_spend_limit_reached", "credit balance is too low", "used all available credits",
    "monthly spending limit", "doesn't have any credits", "does not have any credits",
    "insufficient balance", "insufficient credits", "specified api usage limits",
  ]

  private static let contextTexts = [
    "context_length_exceeded", "maximum context length", "maximum context limit",
    "longer than the model's context length", "input tokens exceed the configured limit",
    "exceeds the available context size", "exceed_context_size_error",
    "exceeds the maximum number of tokens allowed", "prompt is too long", "exceed context limit",
    "contextwindowexceedederror",
  ]

  private static let policyTexts = [
    "content_filter", "content_policy_violation", "moderation_blocked",
    "responsibleaipolicyviolation", "content management policy",
    "rejected as a result of our safety system", "invalid_prompt",
  ]

  private static let keyTexts = [
    "api_key_invalid", "api key not valid", "api key expired", "invalid_api_key",
    "incorrect api key", "invalid api key",
  ]

  /// A call or a document that the model itself wrote wrongly: worth asking again.
  private static let modelMistakeTexts = ["tool_use_failed", "json_validate_failed"]

  private static let overloadTexts = ["overloaded", "capacity", "slow_down"]

  private static let statusesByType: [String: Int] = [
    "rate_limit_error": 429, "rate_limit_exceeded": 429, "resource_exhausted": 429,
    "insufficient_quota": 429, "throttling_error": 429, "slow_down": 503,
    "overloaded_error": 529, "server_is_overloaded": 503, "service_unavailable_error": 503,
    "unavailable": 503, "unavailable_error": 503, "authentication_error": 401,
    "unauthenticated": 401, "permission_error": 403, "permission_denied": 403,
    "billing_error": 402, "not_found_error": 404, "not_found": 404,
    "invalid_request_error": 400, "invalid_argument": 400, "badrequesterror": 400,
    "failed_precondition": 400, "context_length_exceeded": 400, "timeout_error": 504,
    "deadline_exceeded": 504,
  ]
}

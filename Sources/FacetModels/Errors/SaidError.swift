/// A provider's words in the forms for recognisers.
struct SaidError {
  /// Codes and types, in lower case.
  let names: [String]
  let parameter: String?
  let isModeration: Bool
  let isPage: Bool
  /// All words.
  let whole: ErrorText
  /// The provider's own words, without quotations.
  let own: ErrorText

  init(_ body: ProviderErrorBody) {
    names = body.names.map { $0.lowercased() }
    parameter = body.parameter
    isModeration = body.isModeration
    isPage = body.isPage
    whole = ErrorText(body.words)
    own = whole.withoutWrappers.withoutQuotations
  }

  /// The words to search for a limit: an error with a rate-limit status quotes no request.
  func text(status: Int) -> ErrorText { status == 429 ? whole.withoutWrappers : own }

  func namesAny(_ names: [String]) -> Bool { self.names.contains(where: names.contains) }

  /// Whether a code blames the request itself, whatever the words mention.
  var isRequestFault: Bool {
    if let parameter = parameter?.lowercased(), names.contains(where: { $0.hasPrefix("invalid_") }),
      parameter.hasPrefix("messages[") || parameter.hasPrefix("messages.")
    {
      return true
    }
    return names.contains { Self.requestFaults.contains($0) }
  }

  /// Whether a code says that requests come too fast.
  var isThrottled: Bool { names.contains { $0.contains("throttl") } }

  /// The concern of a limit over a long period.
  var limitConcern: ModelError.Concern {
    whole.contains(anyOf: ["model", "permodel"]) || names.contains { $0.contains("permodel") }
      ? .model : .endpoint
  }

  private static let requestFaults: Set<String> = [
    "invalid_value", "invalid_type", "missing_required_parameter", "unknown_parameter",
    "unsupported_parameter", "unsupported_value", "string_above_max_length",
    "string_below_min_length", "array_above_max_length", "array_below_min_length",
    "integer_above_max_value", "integer_below_min_value", "decimal_above_max_value",
    "invalid_json", "json_invalid", "string_too_long", "string_type", "extra_forbidden",
    "value_error", "invalid_image", "invalid_base64",
  ]
}

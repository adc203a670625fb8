internal import FacetJSON

/// The option that a provider refuses, and the value that it asks for.
struct OptionRefusal {
  let option: RequestOption
  /// Whether the option itself is refused, not only its value.
  let isUnsupported: Bool
  /// Whether the value is refused.
  let isRejected: Bool
  private let text: ErrorText

  /// Reads an error; `nil` if it refuses none of the sent options.
  init?(_ error: ModelError, sent: Set<RequestOption>) {
    text = ErrorText(error.message).withoutWrappers.withoutQuotations
    let isCoded = error.code == "unsupported_parameter" || error.code == "unsupported_value"
    isUnsupported = isCoded || text.contains(anyOf: Self.unsupported)
    isRejected = isUnsupported || text.contains(anyOf: Self.rejected)
    guard
      let option = Self.option(error, text, sent: sent, isCoded: isCoded),
      isRejected || NumberBound(text, of: Self.spellings(of: option)) != nil
    else { return nil }
    self.option = option
  }

  /// The value to send in place of a refused one, by the provider's words.
  func consequence(for sent: JSONNumber) -> NumberBound.Consequence {
    guard let bound = NumberBound(text, of: Self.spellings(of: option)) else { return .none }
    let consequence = bound.consequence(for: sent.double, isWhole: option == .maxTokens)
    guard option == .maxTokens, case .send(let value) = consequence else { return consequence }
    // `must be at least 1, got -90` means a prompt that fills the context, not a wrong option.
    return value >= 1 && value < sent.double ? consequence : .none
  }

  // MARK: The option

  private static func option(
    _ error: ModelError, _ text: ErrorText, sent: Set<RequestOption>, isCoded: Bool
  ) -> RequestOption? {
    // Both are set, which is one too many: people usually mean to set the temperature.
    if sent.contains(.topP), sent.contains(.temperature),
      text.contains(anyOf: ["both", "only one", "either", "not together", "simultaneously"]),
      names(.topP, in: text), names(.temperature, in: text)
    {
      return .topP
    }
    let candidates = RequestOption.allCases.filter(sent.contains)
    if let parameter = error.parameter?.lowercased() {
      let name = parameter.split(separator: ".").last.map(String.init) ?? parameter
      if let named = candidates.first(where: {
        spellings(of: $0).contains(parameter) || spellings(of: $0).contains(name)
      }) {
        return named
      }
      if sent.contains(.responseFormat),
        spellings(of: .responseFormat).contains(where: { parameter.hasPrefix($0 + ".") })
      {
        return .responseFormat
      }
      // The parameter is something else, whatever else the text mentions.
      if isCoded { return nil }
    }
    // The option that is named first is the refused one.
    return candidates.compactMap { option in place(of: option, in: text).map { (option, $0) } }
      .min { $0.1 < $1.1 }?.0 ?? formatByItsSchema(text, sent: sent)
  }

  /// The response format if the text is about a schema or what a server makes of it.
  private static func formatByItsSchema(
    _ text: ErrorText, sent: Set<RequestOption>
  ) -> RequestOption? {
    guard sent.contains(.responseFormat) else { return nil }
    let words = ["schema", "grammar", "json mode"]
    return words.contains { text.index(ofWord: $0) != nil } ? .responseFormat : nil
  }

  private static func names(_ option: RequestOption, in text: ErrorText) -> Bool {
    place(of: option, in: text) != nil
  }

  /// The first position of an option in a text, as a separate word.
  private static func place(of option: RequestOption, in text: ErrorText) -> Int? {
    spellings(of: option).compactMap { spelling in
      // `stop` is an ordinary word; in quotes, or next to another word for an option, it is not.
      guard spelling == "stop" else { return text.index(ofWord: spelling) }
      return stopForms.compactMap { text.index(of: $0) }.min()
        ?? (text.ends(with: ": stop") ? .max : nil)
    }.min()
  }

  private static let stopForms = [
    "'stop'", "\"stop\"", "`stop`", "stop parameter", "stop argument", "stop option",
    "stop field", "stop sequences", "parameter stop", "argument stop", "parameter: stop",
    "argument: stop", "field: stop", "option stop", "stop: extra", "stop is not", "stop=",
    "model: stop",
  ]

  private static func spellings(of option: RequestOption) -> [String] {
    switch option {
    case .maxTokens:
      [
        "max_tokens", "max_completion_tokens", "maxoutputtokens", "max_new_tokens",
        "maximum tokens",
      ]
    case .temperature: ["temperature"]
    case .topP: ["top_p", "topp", "top-p", "top p"]
    case .stop: ["stop", "stop_sequences", "stopsequences"]
    case .seed: ["seed", "random_seed"]
    case .responseFormat:
      [
        "response_format", "response format", "json_schema", "output_format", "output format",
        "output_config.format", "response_json_schema", "responsejsonschema", "response_schema",
        "responseschema", "response_mime_type", "responsemimetype", "structured output",
        "structured outputs", "structured_outputs", "guided_json",
      ]
    case .reasoningEffort:
      [
        "reasoning_effort", "reasoningeffort", "reasoning effort", "output_config",
        "output_config.effort", "effort", "thinkingconfig", "thinking_config", "thinking_level",
        "thinkinglevel", "thinking_budget", "thinkingbudget", "thinking level", "thinking budget",
        "thinking",
      ]
    }
  }

  // MARK: Words

  private static let unsupported = [
    "unsupported", "not supported", "not support", "n't support", "not allowed", "not permitted",
    "disallowed", "forbidden", "extra inputs", "extra_forbidden", "extra fields", "unrecognized",
    "unrecognised", "not recognized", "unknown name", "unknown field", "unknown parameter",
    "unknown argument", "unknown option", "unexpected keyword", "unexpected parameter",
    "unexpected argument", "unexpected field", "only the default", "deprecated",
    "cannot be specified", "cannot both be", "cannot be used", "can't be used", "cannot be set",
    "can't be set", "cannot set", "can not be", "not available", "not enabled", "not accept",
    "n't accept", "must be set to 1", "may only be set to 1", "remove", "is fixed", "fixed at",
    "has a fixed", "incompatible", "not compatible", "not implemented", "must not be",
    "should not be", "not a valid parameter", "invalid parameter name", "invalid argument name",
    "no longer", "omit", "unavailable", "property is not", "additional properties",
    "not applicable",
    "only supports the default", "please use only one", "extraneous", "不支持",
  ]

  private static let rejected = [
    "invalid", "must be", "must equal", "should be", "has to be", "only", "out of range",
    "too large", "too high", "too low", "exceed", "at most", "less than", "greater than",
    "between", "maximum", "minimum", "range", "illegal", "not valid", "expected", "allowed",
    "fixed", "<=", ">=", "too many", "too complex", "failed to compile", "required", "missing",
    "positive", "取值范围", "非法", "必须",
  ]
}

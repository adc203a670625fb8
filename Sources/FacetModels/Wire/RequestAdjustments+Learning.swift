extension RequestAdjustments {
  /// What a refused request teaches, or `nil` when it teaches nothing new.
  ///
  /// Only options are ever left out, never messages, model or tools, and each option at most
  /// once: the caller keeps the result for the endpoint and model, and logs the note once, since
  /// leaving an option out changes what the user asked for.
  ///
  /// - Parameters:
  ///   - error: The error of a request to which these adjustments were applied.
  ///   - request: The request as configured.
  package func adjusted(
    after error: ModelError, request: ModelRequest, wireFormat: WireFormat
  ) -> (adjustments: RequestAdjustments, note: String)? {
    guard error.kind == .invalidRequest, error.status == 400 || error.status == 422 else {
      return nil
    }
    let sent = sentOptions(of: request, wireFormat: wireFormat)
    let text = error.message.lowercased()
    if wireFormat == .openAIChat, sent.contains(.maxTokens), !swapsMaxTokensKey,
      Self.namesMaxTokens(error, text: text), Self.saysUnsupported(error, text: text)
    {
      var learnt = self
      learnt.add(RequestAdjustment(.maxTokens, .renamed, reason: error.message))
      return (
        learnt,
        "'\(request.model)' refuses the name under which 'max_tokens' was sent; "
          + "it is sent under the other one from now on"
      )
    }
    guard let option = Self.refusedOption(error, text: text, sent: sent) else { return nil }
    var learnt = self
    learnt.add(RequestAdjustment(option, .leftOut, reason: error.message))
    return (
      learnt,
      "'\(request.model)' refuses '\(option.rawValue)'; it is left out from now on: \(error.message)"
    )
  }

  /// The options that a request carries and that may still be left out.
  private func sentOptions(of request: ModelRequest, wireFormat: WireFormat) -> Set<RequestOption> {
    var sent = request.options.setOptions.subtracting(dropped)
    sent.subtract(wireFormat.unsupportedOptions(of: request.options, model: request.model))
    return sent
  }

  /// The option that an error refuses: the one it names as its parameter, or the one its text
  /// names while saying that it is not supported.
  private static func refusedOption(
    _ error: ModelError, text: String, sent: Set<RequestOption>
  ) -> RequestOption? {
    // Both are set and one too many: the temperature is what people mean to set.
    if sent.contains(.topP), sent.contains(.temperature), text.contains("both"),
      names(.topP, in: text), names(.temperature, in: text)
    {
      return .topP
    }
    guard saysUnsupported(error, text: text) else { return nil }
    let droppable = RequestOption.allCases.filter { $0 != .maxTokens && sent.contains($0) }
    if let parameter = error.parameter?.lowercased() {
      if let named = droppable.first(where: { spellings(of: $0).contains(parameter) }) {
        return named
      }
      // The parameter is something else, whatever the text mentions beside it.
      if error.code == "unsupported_parameter" || error.code == "unsupported_value" { return nil }
    }
    return droppable.first { names($0, in: text) }
  }

  private static func namesMaxTokens(_ error: ModelError, text: String) -> Bool {
    if let parameter = error.parameter {
      return parameter == "max_tokens" || parameter == "max_completion_tokens"
    }
    return text.contains("max_tokens") || text.contains("max_completion_tokens")
  }

  private static func saysUnsupported(_ error: ModelError, text: String) -> Bool {
    if error.code == "unsupported_parameter" || error.code == "unsupported_value" { return true }
    return unsupportedPhrases.contains { text.contains($0) }
  }

  /// Whether a text names an option as a word of its own.
  private static func names(_ option: RequestOption, in text: String) -> Bool {
    spellings(of: option).contains { spelling in
      var rest = text[...]
      while let range = rest.firstRange(of: spelling) {
        let before = rest[..<range.lowerBound].last
        let after = rest[range.upperBound...].first
        let isWord = [before, after].allSatisfy { neighbour in
          guard let neighbour else { return true }
          return !(neighbour.isLetter || neighbour.isNumber || neighbour == "_")
        }
        // `stop` is an ordinary word; only its name in quotes is the option.
        let isQuoted = before.map { "'\"`".contains($0) } ?? false
        if isWord, spelling != "stop" || isQuoted { return true }
        rest = rest[range.upperBound...]
      }
      return false
    }
  }

  private static func spellings(of option: RequestOption) -> [String] {
    switch option {
    case .maxTokens: ["max_tokens", "max_completion_tokens", "maxoutputtokens"]
    case .temperature: ["temperature"]
    case .topP: ["top_p", "topp"]
    case .stop: ["stop", "stop_sequences", "stopsequences"]
    case .seed: ["seed", "random_seed"]
    case .reasoningEffort:
      [
        "reasoning_effort", "output_config", "output_config.effort", "effort", "thinkingconfig",
        "thinking_config", "thinking_level", "thinkinglevel", "thinking_budget", "thinkingbudget",
        "thinking level", "thinking budget",
      ]
    }
  }

  private static let unsupportedPhrases = [
    "unsupported", "not supported", "does not support", "doesn't support", "not allowed",
    "not permitted", "extra inputs", "extra_forbidden", "unrecognized", "unknown name",
    "unknown field", "unknown parameter", "unexpected keyword", "only the default",
    "deprecated for this model", "cannot be specified", "cannot both be specified",
    "not available", "is not enabled", "must be set to 1", "may only be set to 1",
  ]
}

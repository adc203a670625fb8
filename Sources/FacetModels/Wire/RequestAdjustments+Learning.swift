internal import FacetJSON

extension RequestAdjustments {
  /// The adjustments after a refusal, or `nil` if it teaches nothing new.
  ///
  /// A value that the provider names replaces the configured one; an option that it refuses is
  /// omitted. Messages, model and tools never change. The caller keeps the result for the endpoint
  /// and model, and logs the note once: the change departs from the user's configuration.
  ///
  /// - Parameters:
  ///   - error: The error of a request to which these adjustments were applied.
  ///   - request: The request as configured.
  package func adjusted(
    after error: ModelError, request: ModelRequest, wireFormat: WireFormat
  ) -> (adjustments: RequestAdjustments, note: String)? {
    guard error.kind == .invalidRequest, let status = error.status,
      status == 400 || status == 422 || (200..<300).contains(status),
      let refusal = OptionRefusal(error, sent: sentOptions(of: request, wireFormat: wireFormat)),
      let change = change(after: refusal, request: request, wireFormat: wireFormat)
    else { return nil }
    var learnt = self
    learnt.add(RequestAdjustment(refusal.option, change, reason: error.message))
    let name = refusal.option.rawValue
    let note =
      switch change {
      case .leftOut: "'\(request.model)' rejects '\(name)'; it is no longer sent"
      case .replaced(let value):
        "'\(request.model)' rejects this '\(name)'; \(value.text) is sent instead from now on"
      case .renamed:
        "'\(request.model)' rejects the name of '\(name)'; it is now sent under its other name"
      case .inPrompt:
        "'\(request.model)' rejects '\(name)'; the schema now goes into the prompt"
      }
    return (learnt, "\(note): \(error.message)")
  }

  /// The change for a refused option; `nil` if it has been made already.
  private func change(
    after refusal: OptionRefusal, request: ModelRequest, wireFormat: WireFormat
  ) -> RequestAdjustment.Change? {
    let option = refusal.option
    if option == .responseFormat { return .inPrompt }
    // A replacement that is refused again is worse than none.
    let wasReplaced = value(of: option) != nil
    if !wasReplaced, let sent = request.options.number(of: option) {
      switch refusal.consequence(for: sent) {
      case .send(let value): return .replaced(JSONNumber(value))
      case .leaveOut where option != .maxTokens: return .leftOut
      case .none, .leaveOut: break
      }
    }
    if option == .maxTokens {
      let isRefused = refusal.isUnsupported && wireFormat == .openAIChat && !swapsMaxTokensKey
      return isRefused ? .renamed : nil
    }
    return refusal.isUnsupported || refusal.isRejected && wasReplaced ? .leftOut : nil
  }

  /// The options of a request that may still be omitted.
  private func sentOptions(of request: ModelRequest, wireFormat: WireFormat) -> Set<RequestOption> {
    var sent = request.options.setOptions.subtracting(dropped)
    sent.subtract(wireFormat.unsupportedOptions(of: request.options, model: request.model))
    if let format = request.responseFormat, !putsSchemaInPrompt,
      wireFormat.schema(of: format) != nil
    {
      sent.insert(.responseFormat)
    }
    return sent
  }
}

extension SamplingOptions {
  /// The value of an option that is a number.
  fileprivate func number(of option: RequestOption) -> JSONNumber? {
    switch option {
    case .temperature: temperature
    case .topP: topP
    case .maxTokens: maxTokens.map { JSONNumber($0) }
    case .stop, .seed, .reasoningEffort, .responseFormat: nil
    }
  }
}

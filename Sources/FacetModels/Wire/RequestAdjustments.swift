/// An option of a request that a provider may refuse and that may then be left out.
package enum RequestOption: String, Sendable, Hashable, CaseIterable {
  case maxTokens = "max_tokens"
  case temperature
  case topP = "top_p"
  case stop
  case seed
  case reasoningEffort = "reasoning_effort"
}

/// What a model's refusals have taught about requests to it: applied to each later one.
package struct RequestAdjustments: Sendable, Hashable {
  /// Options that are not sent although the configuration sets them.
  package var dropped: Set<RequestOption>
  /// Whether the output limit goes by the other of its two names in the OpenAI wire format.
  package var swapsMaxTokensKey: Bool

  package init(dropped: Set<RequestOption> = [], swapsMaxTokensKey: Bool = false) {
    self.dropped = dropped
    self.swapsMaxTokensKey = swapsMaxTokensKey
  }
}

extension SamplingOptions {
  /// The options less those that the model is known to refuse.
  func applying(_ adjustments: RequestAdjustments) -> SamplingOptions {
    var options = self
    for option in adjustments.dropped {
      switch option {
      case .maxTokens: options.maxTokens = nil
      case .temperature: options.temperature = nil
      case .topP: options.topP = nil
      case .stop: options.stop = nil
      case .seed: options.seed = nil
      case .reasoningEffort: options.reasoningEffort = nil
      }
    }
    return options
  }

  /// The options that are set.
  package var setOptions: Set<RequestOption> {
    var options: Set<RequestOption> = []
    if maxTokens != nil { options.insert(.maxTokens) }
    if temperature != nil { options.insert(.temperature) }
    if topP != nil { options.insert(.topP) }
    if stop != nil { options.insert(.stop) }
    if seed != nil { options.insert(.seed) }
    if reasoningEffort != nil { options.insert(.reasoningEffort) }
    return options
  }
}

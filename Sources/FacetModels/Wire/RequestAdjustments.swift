package import FacetJSON

/// A request option that a provider may refuse and that Facet may then omit.
package enum RequestOption: String, Sendable, Hashable, CaseIterable {
  case maxTokens = "max_tokens"
  case temperature
  case topP = "top_p"
  case stop
  case seed
  case responseFormat = "response_format"
  case reasoningEffort = "reasoning_effort"
}

/// A change learnt from a model's refusal: the replacement for an option.
package struct RequestAdjustment: Sendable, Hashable {
  /// The kind of change to the option.
  package enum Change: Sendable, Hashable {
    /// The option is not sent.
    case leftOut
    /// This value is sent instead.
    case replaced(JSONNumber)
    /// The option is sent under its other name.
    case renamed
    /// The option is said in the prompt instead.
    case inPrompt
  }

  /// The option, by its configuration name.
  package var option: RequestOption
  package var change: Change
  /// The provider's words.
  package var reason: String

  package init(_ option: RequestOption, _ change: Change, reason: String = "") {
    self.option = option
    self.change = change
    self.reason = reason
  }
}

/// The changes learnt from a model's refusals, applied to each later request.
package struct RequestAdjustments: Sendable, Hashable {
  /// The changes in the order in which they were learnt; at most one of a kind for each option.
  package private(set) var changes: [RequestAdjustment] = []

  package init(_ changes: [RequestAdjustment] = []) {
    for change in changes { add(change) }
  }

  /// Options that are not sent although the configuration sets them.
  package var dropped: Set<RequestOption> {
    Set(changes.lazy.filter { $0.change == .leftOut }.map(\.option))
  }

  /// Whether the output limit uses the other of its two names in the OpenAI wire format.
  var swapsMaxTokensKey: Bool {
    changes.contains { $0.option == .maxTokens && $0.change == .renamed }
  }

  /// Whether the response format goes into the prompt.
  var putsSchemaInPrompt: Bool {
    changes.contains { $0.option == .responseFormat && $0.change == .inPrompt }
  }

  /// The value that replaces an option's own.
  func value(of option: RequestOption) -> JSONNumber? {
    for case let change in changes where change.option == option {
      if case .replaced(let value) = change.change { return value }
    }
    return nil
  }

  /// Adds a change; it replaces an earlier one of the same kind and option.
  package mutating func add(_ change: RequestAdjustment) {
    changes.removeAll { $0.option == change.option && $0.change.isSameKind(as: change.change) }
    changes.append(change)
  }

  /// Adds the changes learnt from another request meanwhile.
  ///
  /// - Returns: Whether any of them was new.
  package mutating func merge(_ other: RequestAdjustments) -> Bool {
    let fresh = other.changes.filter { change in
      !changes.contains { $0.option == change.option && $0.change == change.change }
    }
    for change in fresh { add(change) }
    return !fresh.isEmpty
  }
}

extension RequestAdjustment.Change {
  fileprivate func isSameKind(as other: Self) -> Bool {
    switch (self, other) {
    case (.leftOut, .leftOut), (.replaced, .replaced), (.renamed, .renamed),
      (.inPrompt, .inPrompt):
      true
    default: false
    }
  }
}

extension SamplingOptions {
  /// The options without those that the model is known to refuse.
  func applying(_ adjustments: RequestAdjustments) -> SamplingOptions {
    var options = self
    for change in adjustments.changes {
      switch change.change {
      case .leftOut: options.leaveOut(change.option)
      case .replaced(let value): options.replace(change.option, with: value)
      case .renamed, .inPrompt: break
      }
    }
    return options
  }

  private mutating func leaveOut(_ option: RequestOption) {
    switch option {
    case .maxTokens: maxTokens = nil
    case .temperature: temperature = nil
    case .topP: topP = nil
    case .stop: stop = nil
    case .seed: seed = nil
    case .reasoningEffort: reasoningEffort = nil
    case .responseFormat: break
    }
  }

  private mutating func replace(_ option: RequestOption, with value: JSONNumber) {
    switch option {
    case .temperature: if temperature != nil { temperature = value }
    case .topP: if topP != nil { topP = value }
    case .maxTokens: if maxTokens != nil { maxTokens = value.int ?? maxTokens }
    case .stop, .seed, .reasoningEffort, .responseFormat: break
    }
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

package import FacetModels

/// The state of a cell, in the dataset's words.
package enum CellStatus: String, Sendable {
  case ok
  case reference
  case refused
  case truncated
  case empty
  case failed
  case pending
  /// Nothing was requested: the sample's answer was already known.
  case unneeded
  /// Nothing was requested: the prompt holds text that must not be in the data.
  case contaminated
}

extension CellStatus {
  /// The state of a cell with this answer: refused, empty, truncated or good.
  ///
  /// - Parameter offersTools: Whether the request had tools, so that a tool call without text is an
  ///   answer.
  package init(_ completion: Completion, offersTools: Bool = false) {
    let hasText = !completion.text.allSatisfy(\.isWhitespace)
    let hasAnswer = hasText || offersTools && !completion.toolCalls.isEmpty
    switch completion.finishReason {
    case .refusal, .contentFilter: self = .refused
    case _ where completion.refusal != nil: self = .refused
    // Only thoughts up to the limit: a retry would give the same.
    case .length: self = .truncated
    case _ where !hasAnswer: self = .empty
    // The received part of an interrupted answer.
    case .error: self = .truncated
    default: self = .ok
    }
  }
}

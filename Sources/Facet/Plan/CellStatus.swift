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
  /// Nothing had to be asked: the sample's answer was known without it.
  case unneeded
}

extension CellStatus {
  /// The state of a cell with this answer: refused, empty, truncated or good.
  package init(_ completion: Completion) {
    if completion.refusal != nil || completion.finishReason == .refusal
      || completion.finishReason == .contentFilter
    {
      self = .refused
    } else if completion.text.allSatisfy(\.isWhitespace), completion.toolCalls.isEmpty {
      self = .empty
    } else if completion.finishReason == .length {
      self = .truncated
    } else {
      self = .ok
    }
  }
}

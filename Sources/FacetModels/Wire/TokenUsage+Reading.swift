internal import FacetJSON

extension TokenUsage {
  /// The usage, or `nil` where nothing was counted: some servers report zeros.
  var unlessEmpty: TokenUsage? {
    promptTokens == 0 && completionTokens == 0 ? nil : self
  }
}

extension JSONValue {
  /// A count of tokens under a key: never negative, zero where it is missing or no number.
  func count(_ key: String) -> Int {
    countIfPresent(key) ?? 0
  }

  /// A count of tokens under a key, or `nil` where there is none or an impossible one.
  func countIfPresent(_ key: String) -> Int? {
    guard let value = self[key]?.double, value > -1e15, value < 1e15 else { return nil }
    return max(0, Int(value.rounded()))
  }

  /// The value under a key, or `nil` where it is missing or null.
  func present(_ key: String) -> JSONValue? {
    self[key].flatMap { $0.isNull ? nil : $0 }
  }
}

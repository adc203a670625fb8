internal import FacetJSON

extension TokenUsage {
  /// The most tokens of a single answer; a larger number is a fault of the server.
  static let mostTokens = 1_000_000_000

  /// The usage, or `nil` if all counts are zero, as some servers report.
  var unlessEmpty: TokenUsage? {
    promptTokens == 0 && completionTokens == 0 ? nil : self
  }
}

/// A number of tokens in an object.
enum TokenCount {
  case missing
  /// Negative, infinite, beyond ``TokenUsage/mostTokens``, or not a number.
  case implausible
  case tokens(Int)

  init(_ value: JSONValue?) {
    guard let value, !value.isNull else {
      self = .missing
      return
    }
    guard let count = value.double, count >= 0, count <= Double(TokenUsage.mostTokens) else {
      self = .implausible
      return
    }
    self = .tokens(Int(count.rounded()))
  }
}

extension JSONValue {
  /// The token count of a key, zero if it is missing or implausible: for counts that are part of
  /// another.
  func count(_ key: String) -> Int {
    countIfPresent(key) ?? 0
  }

  /// The token count of a key, or `nil` if it is missing or implausible.
  func countIfPresent(_ key: String) -> Int? {
    if case .tokens(let count) = TokenCount(self[key]) { count } else { nil }
  }

  /// Whether any of these keys has an implausible count, so that none of them is credible.
  func holdsImplausibleCount(_ keys: String...) -> Bool {
    keys.contains { key in
      if case .implausible = TokenCount(self[key]) { true } else { false }
    }
  }

  /// The value of a key, or `nil` if it is missing or null.
  func present(_ key: String) -> JSONValue? {
    // Written out: a `nil` next to a value would be JSON's null here.
    guard let value = self[key], !value.isNull else { return Optional.none }
    return value
  }
}

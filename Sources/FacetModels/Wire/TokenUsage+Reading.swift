internal import FacetJSON

extension TokenUsage {
  /// A single answer never has more tokens; a larger number is a fault of the server that sent it.
  static let mostTokens = 1_000_000_000

  /// The usage, or `nil` if nothing was counted: some servers report zeros.
  var unlessEmpty: TokenUsage? {
    promptTokens == 0 && completionTokens == 0 ? nil : self
  }
}

/// What an object says about a number of tokens.
enum TokenCount {
  case missing
  /// Negative, infinite, beyond ``TokenUsage/mostTokens``, or no number.
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
  /// A count of tokens under a key, zero if it is missing or implausible: for counts that are part
  /// of another.
  func count(_ key: String) -> Int {
    countIfPresent(key) ?? 0
  }

  /// A count of tokens under a key, or `nil` if there is none or an implausible one.
  func countIfPresent(_ key: String) -> Int? {
    if case .tokens(let count) = TokenCount(self[key]) { count } else { nil }
  }

  /// Whether any of these keys holds an implausible count, so that none of them is to be believed.
  func holdsImplausibleCount(_ keys: String...) -> Bool {
    keys.contains { key in
      if case .implausible = TokenCount(self[key]) { true } else { false }
    }
  }

  /// The value under a key, or `nil` if it is missing or null.
  func present(_ key: String) -> JSONValue? {
    // Spelt out: a `nil` beside a value would be JSON's null here.
    guard let value = self[key], !value.isNull else { return Optional.none }
    return value
  }
}

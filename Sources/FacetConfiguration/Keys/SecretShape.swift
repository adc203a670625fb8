internal import FacetModels

/// Recognises secrets that must not be in a configuration: keys, and the names under which they are
/// stored.
enum SecretShape {
  /// Whether a string has the shape of a provider's key.
  static func matches(_ text: String) -> Bool {
    var key = text[...]
    if key.lowercased().hasPrefix("bearer ") { key = key.dropFirst(7) }
    guard key.count >= 20, key.allSatisfy({ $0.isASCII && !$0.isWhitespace }) else {
      return false
    }
    return KeyShape.beginnings.contains { key.hasPrefix($0) }
      && key.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) }
  }

  /// Whether a name in the configuration is commonly used for secrets.
  static func isNameOfKey(_ name: String) -> Bool {
    let folded = name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " && $0 != "." }
    return names.contains(folded) || endings.contains { folded.hasSuffix($0) }
      || folded.contains("password") || folded.contains("credential")
  }

  private static let names: Set<String> = [
    "apikey", "apitoken", "accesstoken", "authtoken", "secretkey", "secret", "password",
    "authorization", "bearer", "bearertoken", "apisecret", "hftoken",
    "passwd", "cookie", "jwt",
  ]

  /// The endings of names used for secrets, ignoring separators.
  private static let endings = [
    "apikey", "apitoken", "accesskey", "accesstoken", "authtoken", "bearertoken", "clientsecret",
    "privatekey", "refreshtoken", "secretkey", "secrettoken", "securitytoken", "sessiontoken",
    "subscriptionkey",
  ]
}

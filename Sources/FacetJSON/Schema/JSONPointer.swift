/// JSON Pointers (RFC 6901) as text.
enum JSONPointer {
  /// A pointer to a member or an element of what another points to.
  static func appending(_ token: String, to pointer: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(token.utf8.count)
    for scalar in token.unicodeScalars {
      switch scalar {
      case "~": escaped += "~0"
      case "/": escaped += "~1"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return "\(pointer)/\(escaped)"
  }

  /// A token without its escapes.
  static func token(_ escaped: some StringProtocol) -> String {
    var token = ""
    var isEscape = false
    for scalar in escaped.unicodeScalars {
      switch scalar {
      case "0" where isEscape: token += "~"
      case "1" where isEscape: token += "/"
      case "~":
        isEscape = true
        continue
      default: token.unicodeScalars.append(scalar)
      }
      isEscape = false
    }
    return token
  }
}

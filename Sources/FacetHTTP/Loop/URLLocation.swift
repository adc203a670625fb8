/// The part of a URL that identifies the server.
struct URLLocation {
  /// Scheme, host and port as one string, equal for URLs of the same server.
  let key: String
  let isTLS: Bool
  /// Whether the host is a name that needs a lookup.
  let needsLookup: Bool
  /// Whether the host is this machine, for which a proxy is neither needed nor able to help.
  let isLoopback: Bool

  private static let maxLength = 64 << 10

  /// - Throws: `invalidRequest`; the message never contains the URL.
  init(of url: String) throws(HTTPError) {
    guard url.utf8.count <= Self.maxLength else { throw Self.invalid("is too long") }
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw Self.invalid("contains a space, a control character or a character outside ASCII")
    }
    let schemeEnd = url.utf8.firstIndex(of: UInt8(ascii: ":")) ?? url.endIndex
    let scheme = url[..<schemeEnd].lowercased()
    let rest = url[schemeEnd...]
    guard scheme == "http" || scheme == "https", rest.hasPrefix("://") else {
      throw Self.invalid("does not begin with 'http://' or 'https://'")
    }
    let authority = rest.dropFirst(3).prefix { !"/?#\\".contains($0) }
    guard !authority.contains("@") else { throw Self.invalid("contains a user name or password") }

    var host = Substring(authority)
    var port = Substring(scheme == "https" ? "443" : "80")
    let hostEnd = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : authority.startIndex
    guard let hostEnd else { throw Self.invalid("has a malformed host") }
    if let colon = authority[hostEnd...].firstIndex(of: ":") {
      host = authority[..<colon]
      port = authority[authority.index(after: colon)...]
      guard let number = Int(port), (1...65535).contains(number) else {
        throw Self.invalid("has a malformed port")
      }
    }
    guard !host.isEmpty else { throw Self.invalid("has no host") }

    let name = host.lowercased()
    isTLS = scheme == "https"
    key = "\(scheme)://\(name):\(port)"
    isLoopback =
      name == "localhost" || name == "[::1]"
      || (name.hasPrefix("127.") && name.allSatisfy { "0123456789.".contains($0) })
    needsLookup =
      name != "localhost" && !name.hasPrefix("[") && !name.allSatisfy { "0123456789.".contains($0) }
  }

  private static func invalid(_ what: String) -> HTTPError {
    HTTPError(.invalidRequest, "the URL \(what)")
  }
}

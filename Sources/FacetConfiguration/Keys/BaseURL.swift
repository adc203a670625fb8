/// Checks the base URL of an endpoint as a configuration writes it.
package enum BaseURL {
  /// Why a text is no base URL: `it must not hold a user name`.
  package struct Fault: Error, Sendable, Hashable {
    package var reason: String
  }

  /// Returns the URL without a trailing slash, or what is wrong with it; never prints the text,
  /// which may hold a password.
  package static func checked(_ text: String) -> Result<String, Fault> {
    func fault(_ reason: String) -> Result<String, Fault> { .failure(Fault(reason: reason)) }
    guard let separator = text.firstRange(of: "://"),
      ["http", "https"].contains(text[..<separator.lowerBound].lowercased())
    else { return fault("begin it with 'https://' or 'http://'") }
    guard text.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 && $0.value != 0x7F })
    else { return fault("it must hold no spaces and nothing beyond ASCII") }
    let rest = text[separator.upperBound...]
    let authority = rest.prefix { !"/?#".contains($0) }
    if authority.contains("@") { return fault("it must hold no user name and no password") }
    if rest.contains("?") || rest.contains("#") {
      return fault("it must hold no query and no fragment")
    }
    guard hasHostAndPort(authority) else { return fault("its host or port is wrong") }
    var url = text
    while url.hasSuffix("/") { url.removeLast() }
    for end in ["/chat/completions", "/messages"] where url.hasSuffix(end) {
      return fault("leave '\(end)' out at its end, Facet adds it")
    }
    return .success(url)
  }

  private static func hasHostAndPort(_ authority: Substring) -> Bool {
    var host = authority
    var port: Substring?
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { return false }
      host = authority[authority.index(after: authority.startIndex)..<end]
      let tail = authority[authority.index(after: end)...]
      guard tail.isEmpty || tail.hasPrefix(":") else { return false }
      port = tail.isEmpty ? nil : tail.dropFirst()
    } else if let colon = authority.firstIndex(of: ":") {
      host = authority[..<colon]
      port = authority[authority.index(after: colon)...]
      if port?.contains(":") == true { return false }
    }
    guard !host.isEmpty, host.allSatisfy({ $0.isLetter || $0.isNumber || "-._:".contains($0) })
    else { return false }
    guard let port else { return true }
    return port.allSatisfy(\.isNumber) && (Int(port).map { 1...65_535 ~= $0 } ?? false)
  }
}

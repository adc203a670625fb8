/// The address of an endpoint: validated, and split into parts, so that hosts can be compared and
/// paths joined.
package struct BaseURL: Sendable, Hashable {
  /// Why a text is not a base URL, without the text itself, which may contain a key or a password.
  package struct Fault: Error, Sendable, Hashable, CustomStringConvertible {
    /// `it must not contain a user name or a password`
    package var reason: String

    /// The text to put after the name of the setting.
    package var description: String { "is not a valid base URL; \(reason)" }
  }

  /// As written.
  package var scheme: String
  /// In lower case; an IPv6 address keeps its brackets.
  package var host: String
  package var port: Int?
  /// Without a trailing slash; empty if the URL has none.
  package var path: String

  /// Reads the base URL in a configuration, an option or a variable.
  package init(_ text: String) throws(Fault) {
    guard text.contains(where: { !$0.isWhitespace }) else { throw Fault(reason: "it is empty") }
    guard text.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 && $0.value != 0x7F })
    else { throw Fault(reason: "it must not contain spaces or non-ASCII characters") }
    guard let separator = text.firstRange(of: "://") else {
      throw Fault(reason: "begin it with 'https://' or 'http://'")
    }
    scheme = String(text[..<separator.lowerBound])
    guard ["http", "https"].contains(scheme.lowercased()) else {
      throw Fault(reason: "begin it with 'https://' or 'http://'")
    }
    let rest = text[separator.upperBound...]
    let authority = rest.prefix { !"/?#".contains($0) }
    if authority.contains("@") {
      throw Fault(reason: "it must not contain a user name or a password")
    }
    if rest.contains("?") || rest.contains("#") {
      throw Fault(reason: "it must not contain a query or a fragment")
    }
    (host, port) = try Self.hostAndPort(authority)
    var path = rest[authority.endIndex...]
    while path.last == "/" { path.removeLast() }
    let lowered = path.lowercased()
    if let end = Self.endpointPaths.first(where: lowered.hasSuffix) {
      throw Fault(reason: "remove '\(end)' from its end, because Facet adds it")
    }
    self.path = String(path)
  }

  /// Paths that Facet adds itself, or that belong to another interface of the same server.
  private static let endpointPaths = [
    "/chat/completions", "/messages", "/completions", "/responses", "/embeddings",
    ":generatecontent", ":streamgeneratecontent", "/api/chat", "/api/generate",
  ]

  private static func hostAndPort(_ authority: Substring) throws(Fault) -> (String, Int?) {
    let wrong = Fault(reason: "its host or port is invalid")
    var host = authority
    var port: Substring?
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { throw wrong }
      host = authority[...end]
      let tail = authority[authority.index(after: end)...]
      guard tail.isEmpty || tail.hasPrefix(":") else { throw wrong }
      port = tail.isEmpty ? nil : tail.dropFirst()
      let address = host.dropFirst().dropLast()
      guard address.contains(":"), address.allSatisfy({ $0.isHexDigit || ":.".contains($0) })
      else { throw wrong }
    } else {
      if authority.count(where: { $0 == ":" }) > 1 {
        throw Fault(reason: "write an IPv6 address in brackets, as in 'http://[::1]:8000'")
      }
      if let colon = authority.firstIndex(of: ":") {
        host = authority[..<colon]
        port = authority[authority.index(after: colon)...]
      }
      guard !host.isEmpty, host.allSatisfy({ $0.isLetter || $0.isNumber || "-._".contains($0) })
      else { throw wrong }
    }
    guard let port else { return (host.lowercased(), nil) }
    guard let number = Int(port), port.allSatisfy(\.isNumber), 1...65_535 ~= number else {
      throw wrong
    }
    return (host.lowercased(), number)
  }

  /// Whether the host is this machine.
  var isLoopback: Bool {
    host == "localhost" || host == "[::1]" || host.hasPrefix("127.") || host == "0.0.0.0"
  }

  /// The URL including its path, without a trailing slash.
  package var text: String {
    let port = port.map { ":\($0)" } ?? ""
    return "\(scheme)://\(host)\(port)\(path)"
  }
}

extension Provider {
  /// The base URL that a variable or a configuration means, without a trailing slash.
  ///
  /// A URL without a path gets the path of the provider's own base URL if the path is certainly
  /// missing: on one of the provider's hosts, on this machine, and from a variable that usually
  /// contains only a host. Such a variable may omit the scheme too.
  ///
  /// - Parameter variable: The environment variable that contains the text, if any.
  package func baseURL(
    from text: String, variable: String? = nil
  ) throws(BaseURL.Fault) -> String {
    let holdsHost = variable.map(hostVariables.contains) ?? false
    let own = try BaseURL(baseURL)
    var url: BaseURL
    if holdsHost, !text.contains("://") {
      let host = text.hasPrefix(":") ? "localhost\(text)" : text
      url = try BaseURL("\(requiresKey ? "https" : "http")://\(host)")
      if url.port == nil, !requiresKey { url.port = own.port }
    } else {
      url = try BaseURL(text)
    }
    url.scheme = url.scheme.lowercased()
    // A server listens on 0.0.0.0; clients cannot connect to it.
    if url.host == "0.0.0.0" { url.host = "127.0.0.1" }
    let isOwnHost = ProviderTable.provider(host: url.host, port: url.port)?.name == name
    if url.path.isEmpty, holdsHost || url.isLoopback || isOwnHost { url.path = own.path }
    return url.text
  }
}

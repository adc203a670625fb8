/// A base URL in its parts, so that hosts can be compared and paths be joined.
struct BaseURL: Sendable, Hashable {
  var scheme: String
  /// In lower case; an IPv6 address keeps its brackets.
  var host: String
  var port: Int?
  /// Without a trailing slash; empty when the URL has none.
  var path: String
  /// With its question mark; empty when the URL has none.
  var query: String

  /// Reads an absolute `http` or `https` URL; `nil` for anything else, a URL that carries a
  /// user name included.
  init?(_ text: String) {
    guard let separator = text.firstRange(of: "://") else { return nil }
    scheme = text[..<separator.lowerBound].lowercased()
    guard scheme == "http" || scheme == "https" else { return nil }
    let rest = text[separator.upperBound...]
    let authorityEnd = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    guard let (host, port) = Self.hostAndPort(rest[..<authorityEnd]) else { return nil }
    self.host = host
    self.port = port
    let tail = rest[authorityEnd...].prefix { $0 != "#" }
    var path = tail.prefix { $0 != "?" }
    query = String(tail[path.endIndex...])
    while path.last == "/" { path.removeLast() }
    self.path = String(path)
  }

  private static func hostAndPort(_ authority: Substring) -> (String, Int?)? {
    guard !authority.contains("@"), !authority.contains(where: \.isWhitespace) else { return nil }
    var host = authority
    var port: Int?
    let afterAddress = authority.lastIndex(of: "]") ?? authority.startIndex
    if let colon = authority[afterAddress...].lastIndex(of: ":") {
      host = authority[..<colon]
      guard let number = Int(authority[authority.index(after: colon)...]),
        (1...65_535).contains(number)
      else { return nil }
      port = number
    }
    guard !host.isEmpty else { return nil }
    return (host.lowercased(), port)
  }

  /// Whether the host is this machine.
  var isLoopback: Bool {
    host == "localhost" || host == "[::1]" || host.hasPrefix("127.") || host == "0.0.0.0"
  }

  /// The URL with its path, without a trailing slash.
  var text: String {
    let port = port.map { ":\($0)" } ?? ""
    return "\(scheme)://\(host)\(port)\(path)\(query)"
  }

  /// The URL of something below a base URL; a query stays at the end.
  static func joining(_ base: String, _ path: String) -> String {
    // By bytes: this is asked for every request.
    guard let question = base.utf8.firstIndex(of: UInt8(ascii: "?")) else { return base + path }
    var start = base[..<question]
    while start.last == "/" { start.removeLast() }
    return start + path + base[question...]
  }
}

extension Provider {
  /// The base URL that a variable or a configuration means, without a trailing slash.
  ///
  /// A URL without a path gets the path of the provider's own base URL where it surely lacks it:
  /// on one of the provider's hosts, on this machine, and from a variable that customarily holds
  /// a host alone. Such a variable may leave out the scheme too.
  ///
  /// - Parameter variable: The environment variable that the text comes from, if any.
  /// - Returns: `nil` when the text is no `http` or `https` URL.
  package func baseURL(from text: String, variable: String? = nil) -> String? {
    let holdsHost = variable.map(hostVariables.contains) ?? false
    let own = BaseURL(baseURL)
    var text = text
    if holdsHost, !text.contains("://") {
      let scheme = requiresKey ? "https" : "http"
      text = "\(scheme)://" + (text.hasPrefix(":") ? "localhost" : "") + text
      if let parsed = BaseURL(text), parsed.port == nil, !requiresKey, let port = own?.port {
        text = "\(scheme)://\(parsed.host):\(port)\(parsed.path)"
      }
    }
    guard var parsed = BaseURL(text) else { return nil }
    // A server listens on 0.0.0.0; nobody connects to it.
    if parsed.host == "0.0.0.0" { parsed.host = "127.0.0.1" }
    let isOwnHost = ProviderTable.provider(host: parsed.host, port: parsed.port)?.name == name
    if parsed.path.isEmpty, holdsHost || parsed.isLoopback || isOwnHost, let own {
      parsed.path = own.path
    }
    return parsed.text
  }
}

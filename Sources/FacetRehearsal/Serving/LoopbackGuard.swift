/// Keeps web pages away: a page that a browser shows may send requests to loopback, but not without
/// its own `Origin`, or the `Host` name that it was loaded from.
enum LoopbackGuard {
  /// Why a request is turned away, or `nil` where it is welcome.
  static func objection(host: String?, origin: String?) -> String? {
    guard let host, isLoopback(hostName(in: host)) else {
      return "The rehearsal answers requests to loopback only; the Host header names another."
    }
    guard let origin else { return nil }
    guard let scheme = origin.firstRange(of: "://"),
      isLoopback(hostName(in: String(origin[scheme.upperBound...])))
    else {
      return "The rehearsal answers no requests that a web page of another host makes."
    }
    return nil
  }

  /// Whether a name or address is this machine's own.
  static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "::1" || host.hasSuffix(".localhost") { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// The name in `name`, `name:port` or `[address]:port`, in lower case.
  private static func hostName(in authority: String) -> String {
    let authority = authority.lowercased()
    if authority.hasPrefix("[") {
      return String(authority.dropFirst().prefix { $0 != "]" })
    }
    return String(authority.prefix { $0 != ":" && $0 != "/" })
  }
}

extension String {
  fileprivate func firstRange(of separator: String) -> Range<Index>? {
    ranges(of: separator).first
  }
}

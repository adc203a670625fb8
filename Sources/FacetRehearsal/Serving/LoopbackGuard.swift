/// Rejects requests from web pages. A page in a browser may send requests to loopback, but only
/// with its own `Origin` or the `Host` name that it was loaded from.
enum LoopbackGuard {
  /// Why a request is rejected, or `nil` if it is accepted.
  static func objection(host: String?, origin: String?) -> String? {
    guard let host, isLoopback(hostName(in: host)) else {
      return "The rehearsal answers requests to loopback only; the Host header names another host."
    }
    guard let origin else { return nil }
    guard let scheme = origin.firstRange(of: "://"),
      isLoopback(hostName(in: String(origin[scheme.upperBound...])))
    else {
      return "The rehearsal does not answer requests from web pages of another host."
    }
    return nil
  }

  /// Whether a name or address is a loopback one.
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

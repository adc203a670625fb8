/// The behaviour of an ``HTTPClient``, the same for all its requests.
package struct HTTPClientOptions: Sendable {
  /// The largest accepted body, after its content coding is decoded.
  package var maxBodyBytes = 64 << 20
  /// The number of requests that the caller plans to have in flight; the client warns if the
  /// descriptor limit is lower.
  package var expectedConcurrency: Int?
  /// The maximum number of open connections; `nil` uses the descriptor limit.
  ///
  /// Further requests wait, and no deadline runs while they do.
  package var maxConnections: Int?
  /// The maximum number of connections to one HTTP/1.1 host; `nil` for no separate limit.
  package var maxConnectionsPerHost: Int?
  /// Whether to offer HTTP/2; without the offer, a host responds in HTTP/1.1.
  package var offersHTTP2 = true
  /// The maximum number of connections to one HTTP/2 host; requests share them.
  package var connectionsPerHTTP2Host = 4
  /// The root certificates to trust instead of the system's.
  package var trustedRoots = TrustedRoots()

  package init() {}
}

/// How an ``HTTPClient`` behaves, the same for all of its requests.
package struct HTTPClientOptions: Sendable {
  /// The largest body accepted, after its content coding is undone.
  package var maxBodyBytes = 64 << 20
  /// How many requests the caller means to have in flight; the client warns where the descriptor
  /// limit is lower.
  package var expectedConcurrency: Int?
  /// The most connections open at once; `nil` takes what the descriptor limit allows.
  ///
  /// Requests beyond it wait their turn, and no deadline runs while they do.
  package var maxConnections: Int?
  /// The most connections to one host that speaks HTTP/1.1; `nil` for no limit of its own.
  package var maxConnectionsPerHost: Int?
  /// Whether HTTP/2 is offered; a host that is not offered it answers in HTTP/1.1.
  package var offersHTTP2 = true
  /// The most connections to one host that speaks HTTP/2; requests share them.
  package var connectionsPerHTTP2Host = 4
  /// The root certificates to trust instead of the system's.
  package var trustedRoots = TrustedRoots()

  package init() {}
}

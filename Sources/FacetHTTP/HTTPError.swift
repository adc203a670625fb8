/// Why a request has no response.
package struct HTTPError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kind of failure.
  package enum Reason: String, Sendable {
    /// The host name has no address.
    case nameResolution
    /// No connection was made: refused, unreachable, or rejected by the proxy.
    case connect
    /// The certificate or the handshake failed.
    case tls
    /// The connection broke before, during or after the headers.
    case connectionLost
    /// A reused connection died after the request was sent: the server may have acted on it.
    case unansweredOnReusedConnection
    /// The response is not HTTP, or its content coding is broken.
    case malformedResponse
    case connectTimeout
    case firstByteTimeout
    case stallTimeout
    case totalTimeout
    /// The body is larger than the limit.
    case tooLarge
    /// The URL or a header is malformed.
    case invalidRequest
    case cancelled
  }

  package var reason: Reason
  /// A description for people; never contains a header's value.
  package var message: String

  /// Whether the request may have reached a server: without a connection, nothing was sent.
  package var mayHaveBeenSent: Bool {
    switch reason {
    case .nameResolution, .connect, .tls, .connectTimeout, .invalidRequest: false
    default: true
    }
  }

  package init(_ reason: Reason, _ message: String) {
    self.reason = reason
    self.message = message
  }

  package var description: String { message }
}

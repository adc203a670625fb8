/// A scheme, host and port, the knowledge about it, and the calls that wait for that knowledge.
///
/// libcurl starts a thread for each name that is not in its cache, and lets each early request to
/// an HTTP/2 host open a connection. So one call, the leader, goes first; the rest follow once it
/// has a connection.
final class Origin {
  enum Wire {
    case unknown
    case http1
    case http2
  }

  /// How long libcurl caches an address.
  static let cacheSeconds = 120
  /// How long to rely on that cache: less, because libcurl's count begins earlier than the loop's.
  static let cacheNanoseconds: Int64 = 110 * 1_000_000_000

  let isTLS: Bool
  let isLoopback: Bool
  private let needsLookup: Bool
  /// The host's HTTP version.
  var wire: Wire
  /// The time until which its address is certain to be in libcurl's cache.
  var isResolvedUntil: Int64 = 0
  /// The call that goes first.
  var leader: PendingCall?
  /// The calls that wait for the leader, oldest first.
  var waiting: [PendingCall] = []

  init(_ location: URLLocation, offersHTTP2: Bool) {
    isTLS = location.isTLS
    isLoopback = location.isLoopback
    needsLookup = location.needsLookup
    wire = location.isTLS && offersHTTP2 ? .unknown : .http1
  }

  /// Whether calls may start without a leader.
  func isOpen(at now: Int64) -> Bool {
    wire == .http2 || (wire == .http1 && (!needsLookup || now < isResolvedUntil))
  }
}

/// How far a transfer has come, in times of the loop's clock, and when it must have come further.
struct TransferProgress {
  /// When the transfer left the queue: a name was looked up, a connection tried or one reused.
  private(set) var startedAt: Int64?
  /// When the connection was tried; `nil` once it stands.
  private(set) var connectingSince: Int64?
  /// Whether a socket was made, so that the host's name is known.
  private(set) var hasSocket = false
  /// When a connection was ready for the request, or more of a large body was seen to have left.
  private(set) var sentAt: Int64?
  private var sentBytes = 0
  /// When the last piece of the answer came.
  private(set) var receivedAt: Int64?

  /// Whether a connection stood.
  var hasConnected: Bool { sentAt != nil }

  mutating func connect(at now: Int64) {
    if startedAt == nil { startedAt = now }
    if connectingSince == nil { connectingSince = now }
  }

  mutating func socketMade(at now: Int64) {
    connect(at: now)
    hasSocket = true
  }

  mutating func connected(at now: Int64) {
    if startedAt == nil { startedAt = now }
    connectingSince = nil
    sentAt = now
  }

  /// Takes note of how much of a body has left; returns whether it was still on its way until now.
  ///
  /// A body that was gone at the first look left with the headers.
  mutating func sent(_ count: Int, of bodyCount: Int, at now: Int64) -> Bool {
    guard count > sentBytes, count < bodyCount || sentBytes > 0 else { return false }
    sentBytes = count
    sentAt = now
    return true
  }

  mutating func received(at now: Int64) {
    receivedAt = now
  }

  /// The next time by which something must have happened, and what it means when it has not.
  func deadline(_ deadlines: HTTPDeadlines) -> (at: Int64, reason: HTTPError.Reason)? {
    // While it waits in libcurl's own queue no deadline runs.
    guard let startedAt else { return nil }
    let total = startedAt + deadlines.total.nanoseconds
    let phase: (at: Int64, reason: HTTPError.Reason)? =
      if let connectingSince {
        (connectingSince + deadlines.connect.nanoseconds, .connectTimeout)
      } else if let receivedAt {
        (receivedAt + deadlines.stall.nanoseconds, .stallTimeout)
      } else if let sentAt, let firstByte = deadlines.firstByte {
        (sentAt + firstByte.nanoseconds, .firstByteTimeout)
      } else {
        nil
      }
    if let phase, phase.at < total { return phase }
    return (total, .totalTimeout)
  }
}

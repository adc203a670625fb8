/// A transfer's progress, in times of the loop's clock, and its next deadline.
struct TransferProgress {
  /// When the transfer left the queue: a lookup, a connection attempt or the reuse of a connection.
  private(set) var startedAt: Int64?
  /// When the connection attempt began; `nil` once it is established.
  private(set) var connectingSince: Int64?
  /// Whether a socket was created, which means that the host's name is resolved.
  private(set) var hasSocket = false
  /// When a connection was ready for the request, or more of a large body was last seen to be sent.
  private(set) var sentAt: Int64?
  private var sentBytes = 0
  /// When the last piece of the response arrived.
  private(set) var receivedAt: Int64?

  /// Whether a connection was established.
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

  /// Records how much of a body has been sent; returns whether it was still being sent until now.
  ///
  /// A body that was complete at the first check was sent together with the headers.
  mutating func sent(_ count: Int, of bodyCount: Int, at now: Int64) -> Bool {
    guard count > sentBytes, count < bodyCount || sentBytes > 0 else { return false }
    sentBytes = count
    sentAt = now
    return true
  }

  mutating func received(at now: Int64) {
    receivedAt = now
  }

  /// The next deadline, and the failure it stands for if nothing happens by then.
  func deadline(_ deadlines: HTTPDeadlines) -> (at: Int64, reason: HTTPError.Reason)? {
    // No deadline runs while the transfer waits in libcurl's own queue.
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

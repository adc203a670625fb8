internal import Glibc

/// One end of a channel, closed with its owner.
final class ChannelEnd: Sendable {
  let descriptor: Int32

  init(owning descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Both ends of a socket; programs started meanwhile do not inherit them.
  static func pair() throws(SystemError) -> (ChannelEnd, ChannelEnd) {
    var pair: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &pair) == 0 else {
      throw SystemError("create a socket")
    }
    return (ChannelEnd(owning: pair[0]), ChannelEnd(owning: pair[1]))
  }

  /// Makes reads and writes return at once if they would block.
  func stopWaiting() {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  /// Sends a byte; a full channel needs none, because its reader wakes anyway.
  func signal() {
    _ = unsafe send(descriptor, [1], 1, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
  }
}

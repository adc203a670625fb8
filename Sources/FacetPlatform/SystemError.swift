internal import Glibc

/// A failed system call, with its path.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
  package var code: Int32
  /// The action that failed: `write 'data/agents/x.json'`.
  package var action: String

  package init(_ action: String, code: Int32 = errno) {
    self.action = action
    self.code = code
  }

  /// The system's words for the error code.
  package var reason: String {
    switch code {
    case ENOSPC: "no space is left on the device"
    case EDQUOT: "your disk quota is used up"
    default: unsafe String(cString: strerror(code))
    }
  }

  /// Whether the device has no room left.
  package var isFull: Bool { code == ENOSPC || code == EDQUOT }

  /// Whether the user's disk quota is exhausted, rather than the device.
  package var isQuota: Bool { code == EDQUOT }

  /// Whether the device is faulty or gone.
  package var isDeviceFault: Bool { [EIO, ENXIO, ENODEV, ESTALE, EREMOTEIO].contains(code) }

  /// Whether another process has the file locked.
  package var isLocked: Bool { code == EWOULDBLOCK }

  /// Whether the pipe has no reader any more.
  package var isBrokenPipe: Bool { code == EPIPE }

  package var description: String { "cannot \(action)" + (code == 0 ? "" : ": \(reason)") }
}

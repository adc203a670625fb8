internal import Glibc

/// A system call that failed, with the path it was for.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
  package var code: Int32
  /// What was tried: `write 'data/agents/x.json'`.
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

  /// Whether the user's share of the device is used up, not the device.
  package var isQuota: Bool { code == EDQUOT }

  /// Whether the device fails, or is gone.
  package var isDeviceFault: Bool { [EIO, ENXIO, ENODEV, ESTALE, EREMOTEIO].contains(code) }

  /// Whether another process has the file locked.
  package var isLocked: Bool { code == EWOULDBLOCK }

  /// Whether nobody reads what is written any more.
  package var isBrokenPipe: Bool { code == EPIPE }

  package var description: String { "cannot \(action)" + (code == 0 ? "" : ": \(reason)") }
}

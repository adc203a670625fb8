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
    case EFBIG: "the file would exceed the limit on file sizes ('ulimit -f')"
    default: unsafe String(cString: strerror(code))
    }
  }

  /// Whether the file cannot grow: the device, the user's quota or the limit on file sizes is
  /// exhausted.
  package var isFull: Bool { [ENOSPC, EDQUOT, EFBIG].contains(code) }

  /// Whether the user's disk quota is exhausted, rather than the device.
  package var isQuota: Bool { code == EDQUOT }

  /// Whether the process may not write a file of that size.
  package var isTooLarge: Bool { code == EFBIG }

  /// Whether the device is faulty or gone.
  package var isDeviceFault: Bool { [EIO, ENXIO, ENODEV, ESTALE, EREMOTEIO].contains(code) }

  /// Whether another process has the file locked.
  package var isLocked: Bool { code == EWOULDBLOCK }

  /// Whether the pipe has no reader any more.
  package var isBrokenPipe: Bool { code == EPIPE }

  package var description: String { "cannot \(action)" + (code == 0 ? "" : ": \(reason)") }
}

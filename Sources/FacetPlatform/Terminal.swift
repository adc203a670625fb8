internal import Glibc

/// The standard streams, and what is known of the terminal behind them.
package enum Terminal {
  /// The process's own streams for text.
  package enum Stream: Int32, Sendable {
    case standardOutput = 1
    case standardError = 2
  }

  package static func isTerminal(_ stream: Stream) -> Bool {
    isatty(stream.rawValue) == 1
  }

  /// The width in columns, or `nil` where there is no terminal.
  package static func columns(of stream: Stream) -> Int? {
    var size = winsize()
    guard unsafe ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// Writes all of a text.
  ///
  /// - Returns: Whether the stream took it; nobody may be reading it, or its disk be full.
  @discardableResult
  package static func write(_ text: String, to stream: Stream) -> Bool {
    do throws(SystemError) {
      try FileSystem.write(ArraySlice(text.utf8), to: stream.rawValue, naming: "\(stream)")
      return true
    } catch {
      return false
    }
  }

  /// Opens what is closed of the three standard streams, so that no file takes its number.
  package static func openStandardStreams() {
    while true {
      let descriptor = unsafe open("/dev/null", O_RDWR)
      guard descriptor >= 0, descriptor > 2 else {
        if descriptor < 0 { return }
        continue
      }
      close(descriptor)
      return
    }
  }
}

internal import Glibc

/// The standard streams, and what is known of the terminal behind them.
package enum Terminal {
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

  /// Writes all of a text; a stream that nobody reads is no error here.
  package static func write(_ text: String, to stream: Stream) {
    try? FileSystem.write(
      ArraySlice(text.utf8), to: stream.rawValue, naming: "\(stream)")
  }
}

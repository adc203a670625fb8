internal import Glibc

/// The standard streams, and what is known of the terminal behind them.
package enum Terminal {
  /// The process's own streams for text.
  package enum Stream: Int32, Sendable {
    case standardOutput = 1
    case standardError = 2

    /// As messages call it.
    fileprivate var name: String {
      switch self {
      case .standardOutput: "standard output"
      case .standardError: "standard error"
      }
    }
  }

  package static func isTerminal(_ stream: Stream) -> Bool {
    isatty(stream.rawValue) == 1
  }

  /// Whether the stream is a terminal on which the cursor can be moved.
  package static func takesEscapes(_ stream: Stream) -> Bool {
    guard isTerminal(stream), let kind = unsafe getenv("TERM") else { return false }
    return unsafe strcmp(kind, "dumb") != 0 && strcmp(kind, "") != 0
  }

  /// The size in characters, or `nil` where there is no terminal.
  package static func size(of stream: Stream) -> (columns: Int, rows: Int)? {
    var size = winsize()
    guard unsafe ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0,
      size.ws_row > 0
    else { return nil }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// What a text is, which decides how characters that control a terminal are written.
  package enum Form: Sendable {
    /// Text for people: such characters are always escaped.
    case text
    /// A JSON document or JSON Lines: escaped as JSON does, so that a reader gets the same value.
    case json
    /// Text for a program, such as a path or code: escaped only on a terminal.
    case exact
    /// The program's own control sequences, in which every text of others has been made safe.
    case styled
  }

  /// Writes all of a text; what others wrote in it cannot control the terminal.
  ///
  /// - Returns: Why the stream did not take it: nobody reads it, or its disk is full.
  @discardableResult
  package static func write(
    _ text: String, as form: Form = .text, to stream: Stream
  ) -> SystemError? {
    let text =
      switch form {
      case .text: TerminalText.safe(text)
      case .json: TerminalText.safe(text, .json)
      case .exact: isTerminal(stream) ? TerminalText.safe(text) : text
      case .styled: text
      }
    do throws(SystemError) {
      try FileSystem.write(ArraySlice(text.utf8), to: stream.rawValue, naming: stream.name)
      return nil
    } catch {
      return error
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

internal import Glibc

/// The standard streams, and the properties of the terminal behind them.
package enum Terminal {
  /// The process's own streams for text.
  package enum Stream: Int32, Sendable {
    case standardOutput = 1
    case standardError = 2

    /// The stream's name in messages.
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

  /// The size in characters, or `nil` if there is no terminal.
  package static func size(of stream: Stream) -> (columns: Int, rows: Int)? {
    var size = winsize()
    guard unsafe ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0,
      size.ws_row > 0
    else { return nil }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// The kind of text, which decides how terminal control characters are written.
  package enum Form: Sendable {
    /// Text for people: such characters are always escaped.
    case text
    /// A JSON document or JSON Lines: escaped as JSON, so that a reader gets the same value.
    case json
    /// Text for a program, such as a path or code: escaped only on a terminal.
    case exact
    /// The program's own control sequences; any text from outside has been made safe already.
    case styled
  }

  /// Writes a whole text; control characters from outside cannot reach the terminal.
  ///
  /// - Returns: Why the write failed: the stream has no reader, or its disk is full.
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

  /// Opens any closed standard stream, so that no file takes its number.
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

internal import FacetPlatform
internal import Logging

/// Standard error as one person reads it: lines above, one progress line below.
final class Console: Sendable {
  private struct State {
    /// What stands in the last line of the terminal.
    var line = ""
  }

  private let state = Lock(State())
  let isTerminal: Bool

  init(isTerminal: Bool = Terminal.isTerminal(.standardError)) {
    self.isTerminal = isTerminal
  }

  /// Writes a line above the progress line.
  func print(_ text: String) {
    state.withLock { state in
      let text = state.line.isEmpty ? text + "\n" : "\r\u{1B}[K" + text + "\n" + state.line
      Terminal.write(text, to: .standardError)
    }
  }

  /// Replaces the progress line; an empty one takes it away.
  func show(_ line: String) {
    state.withLock { state in
      guard line != state.line else { return }
      let text = line.isEmpty ? "\r\u{1B}[K" : "\r" + line + "\u{1B}[K"
      state.line = line
      Terminal.write(text, to: .standardError)
    }
  }
}

/// Sends log messages to the console.
struct ConsoleLogHandler: LogHandler {
  let console: Console
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  init(console: Console, isVerbose: Bool) {
    self.console = console
    logLevel = isVerbose ? .debug : .notice
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let values = (event.metadata ?? [:]).sorted { $0.key < $1.key }
    let details = values.map { " \($0.key)=\($0.value)" }.joined()
    console.print("\(event.level): \(event.message)\(details)")
  }
}

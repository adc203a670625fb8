internal import FacetPlatform
internal import Logging

/// Standard error for one reader: messages scroll above, a few lines of progress stay below.
///
/// The cursor is never hidden, so nothing needs restoring, however the process ends. Each change is
/// one write, so a half-drawn state is never visible.
final class Console: Sendable {
  private struct State {
    /// The progress lines, the last ones on the terminal.
    var block: [String] = []
  }

  private let state = Lock(State())
  let isTerminal: Bool

  init(isTerminal: Bool = Terminal.takesEscapes(.standardError)) {
    self.isTerminal = isTerminal
  }

  /// Writes a line above the progress.
  func print(_ text: String) {
    ResultDocument.note(text)
    let text = TerminalText.safe(text)
    state.withLock { state in
      let text = state.block.isEmpty ? text + "\n" : Self.change(state.block, to: state.block, text)
      Terminal.write(text, as: .styled, to: .standardError)
    }
  }

  /// Writes a report above the progress, with lines wrapped to the terminal's width.
  func printReport(_ text: String) {
    let columns = isTerminal ? Terminal.size(of: .standardError)?.columns : nil
    print(columns.map { TextWrap.wrapped(TerminalText.safe(text), columns: $0) } ?? text)
  }

  /// Replaces the progress. Its height never shrinks, so that text below it does not jump.
  func show(_ lines: [String]) {
    let lines = lines.map { TerminalText.safe($0).replacing("\n", with: " ") }
    state.withLock { state in
      let missing = max(0, state.block.count - lines.count)
      let lines = lines + Array(repeating: "", count: missing)
      guard lines != state.block else { return }
      Terminal.write(Self.change(state.block, to: lines), as: .styled, to: .standardError)
      state.block = lines
    }
  }

  /// Removes the progress.
  func clear() {
    state.withLock { state in
      guard !state.block.isEmpty else { return }
      Terminal.write(Self.toTop(of: state.block) + "\u{1B}[J", as: .styled, to: .standardError)
      state.block = []
    }
  }

  /// The output that replaces one block of progress with another and writes a text above it.
  private static func change(
    _ old: [String], to new: [String], _ text: String? = nil
  ) -> String {
    let above = text.map { "\u{1B}[J" + $0 + "\n" } ?? ""
    return toTop(of: old) + above + new.map { $0 + "\u{1B}[K" }.joined(separator: "\n")
      + "\u{1B}[J"
  }

  /// The output that moves the cursor from the block's end to its start.
  private static func toTop(of block: [String]) -> String {
    // A terminal that has become narrower wraps lines that used to fit.
    let columns = Terminal.size(of: .standardError)?.columns ?? .max
    let rows = block.reduce(0) { $0 + max(1, ($1.count - 1) / columns + 1) }
    return rows > 1 ? "\r\u{1B}[\(rows - 1)A" : "\r"
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

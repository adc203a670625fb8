/// What a terminal has shown, as an agent reads it.
struct ScreenText: Sendable {
  /// Whether blank rows at the end are left out.
  var trimsBlankRows: Bool
  /// The whole buffer at the last look.
  private var previous = ""

  init(trimsBlankRows: Bool) {
    self.trimsBlankRows = trimsBlankRows
  }

  /// What is new in the buffer since the last look, else the screen.
  mutating func look(buffer: String, screen: String) -> String {
    defer { previous = buffer }
    let old = Self.trimmed(previous)
    if !old.isEmpty, let found = buffer.firstRange(of: old) {
      // The last line may have grown, so it is shown again.
      let start = buffer[..<found.upperBound].lastIndex(of: "\n") ?? buffer.startIndex
      let new = String(buffer[start...])
      if !Self.trimmed(new).isEmpty { return "New output of the terminal:\n" + shown(new) }
    }
    return "The screen of the terminal:\n" + shown(screen)
  }

  private func shown(_ text: String) -> String {
    var rest = text[...]
    while rest.first == "\n" { rest.removeFirst() }
    guard trimsBlankRows else { return String(rest) }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }

  private static func trimmed(_ text: String) -> Substring {
    var rest = text[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest
  }
}

/// A text in which `▲` marked a place: the text without the mark, and its position.
package struct MarkedText: Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The text without its mark.
  package let text: String

  /// The mark's position as 1-based `line:column`, with columns in Unicode scalars; `1:1` without
  /// a mark.
  package let mark: String

  package init(_ marked: String) {
    var text = String.UnicodeScalarView()
    var line = 1
    var column = 1
    var mark: String?
    for scalar in marked.unicodeScalars {
      if scalar == "▲", mark == nil {
        mark = "\(line):\(column)"
        continue
      }
      text.append(scalar)
      column += 1
      if scalar == "\n" {
        line += 1
        column = 1
      }
    }
    self.text = String(text)
    self.mark = mark ?? "1:1"
  }

  package init(stringLiteral value: String) {
    self.init(value)
  }

  package var description: String { text }
}

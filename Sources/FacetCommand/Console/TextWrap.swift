/// Breaks the lines of a report where a terminal is narrower than they are.
enum TextWrap {
  /// The text with its long lines broken at spaces, what follows indented by two more.
  ///
  /// A command, which stands after a line that ends in a colon, and a row of a table, which has
  /// spaces side by side, stay whole.
  static func wrapped(_ text: String, columns: Int) -> String {
    var lines: [Substring] = []
    var isCommand = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let isTable = line.drop { $0 == " " }.contains("  ")
      lines += isCommand || isTable ? [line] : broken(line, columns: max(20, columns))
      isCommand = line.hasSuffix(":")
    }
    return lines.joined(separator: "\n")
  }

  private static func broken(_ line: Substring, columns: Int) -> [Substring] {
    guard line.count > columns else { return [line] }
    let indent = String(repeating: " ", count: line.prefix { $0 == " " }.count)
    var lines: [Substring] = []
    var current = indent
    for word in line.split(separator: " ") {
      let isEmpty = current.allSatisfy { $0 == " " }
      if !isEmpty, current.count + 1 + word.count > columns {
        lines.append(current[...])
        current = indent + "  " + word
      } else {
        current += (isEmpty ? "" : " ") + word
      }
    }
    return lines + [current[...]]
  }
}

/// Wraps the lines of a report to a terminal's width.
enum TextWrap {
  /// The text with long lines broken at spaces and continued with two more spaces of indentation.
  ///
  /// Two kinds of lines stay whole: a command, which follows a line that ends in a colon, and a
  /// table's row, which has consecutive spaces.
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

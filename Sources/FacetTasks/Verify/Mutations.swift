internal import FacetBox

/// Wrong solutions made of a right one.
package enum Mutations {
  /// At most `count` changed scripts, spread over the script; the same text gives the same ones.
  package static func attempts(of script: String, count: Int) -> [TaskAttempt] {
    let lines = script.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let steps = statements(of: lines)
    let constants = lines.indices.filter { hasConstant(lines[$0]) }
    let swaps = spread(constants, count: count / 2)
    var found: [TaskAttempt] = []
    for step in spread(steps, count: count - swaps.count) {
      var changed = lines
      // A block must not become empty.
      changed.replaceSubrange(step, with: [":"])
      found.append(attempt("without line \(step.lowerBound + 1)", changed))
    }
    for index in swaps {
      var changed = lines
      changed[index] = swapped(lines[index]) ?? lines[index]
      found.append(attempt("other constant in line \(index + 1)", changed))
    }
    return found
  }

  private static func hasConstant(_ line: String) -> Bool {
    let plain = trimmed(line)
    return !["#", "set ", "exit", "sleep "].contains(where: plain.hasPrefix) && swapped(line) != nil
  }

  /// A script that only creates these files.
  static func touching(_ files: [String]) -> TaskAttempt? {
    guard !files.isEmpty else { return nil }
    let lines = files.sorted().prefix(100).map { path in
      // The working folder may have any name.
      let path = "'" + path.replacing("'", with: #"'\''"#) + "'"
      return "mkdir -p \"$(dirname \(path))\" 2>/dev/null; "
        + "[ -e \(path) ] || touch \(path) 2>/dev/null"
    }
    return TaskAttempt(
      name: "touch of what is tested",
      script: .foreign("#!/bin/sh\n" + lines.joined(separator: "\n") + "\nexit 0\n"))
  }

  private static func attempt(_ name: String, _ lines: [String]) -> TaskAttempt {
    TaskAttempt(name: name, script: .changed(lines.joined(separator: "\n")))
  }

  /// The ranges of lines that do something: a here-document belongs to its command.
  static func statements(of lines: [String]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var index = 0
    while index < lines.count {
      let start = index
      var end = index + 1
      while lines[end - 1].hasSuffix("\\"), end < lines.count { end += 1 }
      for word in HereDocuments(in: lines[end - 1]).ends {
        while end < lines.count, trimmed(lines[end]) != word { end += 1 }
        end = min(lines.count, end + 1)
      }
      if isEffective(lines[start], before: lines[end...]) { found.append(start..<end) }
      index = end
    }
    return found
  }

  private static let idle = [
    "set ", "cd ", "pwd", "ls", "export ", "fi", "done", "esac", "else",
    "then", "do", "if ", "for ", "while ", "case ", "}", "{", "true", ":", "exit", "sleep ",
    "elif ",
    "source ", "function ", ";;",
  ]

  /// Whether leaving the line out should matter: output to the screen and the frame of blocks do
  /// not.
  private static func isEffective(_ line: String, before rest: ArraySlice<String>) -> Bool {
    let plain = trimmed(line)
    guard !plain.isEmpty, !plain.hasPrefix("#") else { return false }
    if plain.contains(">"), !plain.hasSuffix("do") { return true }
    if plain.hasPrefix("echo ") || plain.hasPrefix("printf ") {
      // What a block prints may go to a file at its end.
      guard line.first?.isWhitespace == true else { return plain.contains("|") }
      return rest.contains { other in
        let end = trimmed(other)
        return ["done", "}", ")", "fi"].contains(where: end.hasPrefix)
          && (end.contains(">") || end.contains("|"))
      }
    }
    return !idle.contains { plain == trimmed($0) || plain.hasPrefix($0) }
      && !plain.hasSuffix("{") && !plain.hasSuffix("()")
  }

  /// The line with its first number, or the text of its first quotes, changed.
  static func swapped(_ line: String) -> String? {
    var digits: Range<String.Index>?
    var index = line.startIndex
    while index < line.endIndex {
      let isStart = index == line.startIndex || !isWord(line[line.index(before: index)])
      if isStart, line[index].isASCII, line[index].isNumber {
        let end = line[index...].firstIndex { !($0.isASCII && $0.isNumber) } ?? line.endIndex
        if end == line.endIndex || !isWord(line[end]) {
          digits = index..<end
          break
        }
        index = end
      } else {
        index = line.index(after: index)
      }
    }
    if let digits, let number = Int(line[digits]), number < .max {
      return line.replacingCharacters(in: digits, with: String(number + 1))
    }
    for quote in ["'", "\""] as [Character] {
      let parts = line.split(separator: quote, omittingEmptySubsequences: false)
      guard parts.count >= 3, let word = parts[1].firstIndex(where: { $0.isLetter }) else {
        continue
      }
      let changed = "\(parts[1][..<word])x\(parts[1][word...])"
      return ([String(parts[0]), changed] + parts.dropFirst(2).map(String.init))
        .joined(separator: String(quote))
    }
    return nil
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "."
  }

  /// At most `count` elements, at equal distances.
  private static func spread<Element>(_ elements: [Element], count: Int) -> [Element] {
    guard elements.count > count, count > 0 else { return count > 0 ? elements : [] }
    return (0..<count).map { elements[$0 * elements.count / count] }
  }

  private static func trimmed(_ text: String) -> String {
    String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}

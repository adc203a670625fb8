/// A fenced block of an answer in Markdown.
struct FencedBlock: Sendable, Hashable {
  /// The first word after the fence, in lower case; empty if there is none.
  var language: String
  var content: String

  /// The content of the last block of a language; of any language if it is empty. `nil` if there is
  /// none.
  static func last(of language: String, in text: String) -> String? {
    all(in: text).last { language.isEmpty || $0.isOf(language) }?.content
  }

  /// Whether the block is of a language, or of one of its other names.
  func isOf(_ language: String) -> Bool {
    self.language == language
      || Self.otherNames.contains { $0.contains(language) && $0.contains(self.language) }
  }

  private static let otherNames: [Set<String>] = [
    ["python", "py", "python3"], ["sql", "sqlite", "sqlite3"],
    ["javascript", "js"], ["typescript", "ts"], ["bash", "sh", "shell"], ["yaml", "yml"],
    ["c++", "cpp"], ["json", "jsonc", "json5"],
  ]

  /// The blocks of a text, in order. One that is not closed ends with the text; one may begin and
  /// end in a line.
  static func all(in text: String) -> [FencedBlock] {
    guard text.contains("```") || text.contains("~~~") else { return [] }
    var blocks: [FencedBlock] = []
    var opened: (fence: Substring, language: String, lines: [Substring])?
    for line in text.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" })
    {
      let start = line.drop { $0 == " " || $0 == "\t" || $0 == ">" }
      if var block = opened {
        if closes(start, block.fence) {
          blocks.append(FencedBlock(block.language, block.lines))
          opened = nil
        } else {
          block.lines.append(line)
          opened = block
        }
      } else if let opening = opening(start) {
        let rest = opening.rest
        if let end = rest.ranges(of: opening.fence).last {
          blocks.append(FencedBlock(opening.language, [rest[..<end.lowerBound]]))
        } else {
          opened = (opening.fence, opening.language, opening.isInfo ? [] : [rest])
        }
      }
    }
    if let opened { blocks.append(FencedBlock(opened.language, opened.lines)) }
    return blocks
  }

  private init(_ language: String, _ lines: [Substring]) {
    self.language = language
    content = String(lines.joined(separator: "\n").trimmedLines)
  }

  /// The fence at the start of a line, its language, and what follows on the line.
  private static func opening(
    _ line: Substring
  ) -> (fence: Substring, language: String, rest: Substring, isInfo: Bool)? {
    guard let mark = line.first, mark == "`" || mark == "~" else { return nil }
    let fence = line.prefix { $0 == mark }
    guard fence.count >= 3 else { return nil }
    var rest = line.dropFirst(fence.count).drop { $0 == " " || $0 == "{" || $0 == "." }
    let word = rest.prefix { $0.isLetter || $0.isNumber || "+#-_".contains($0) }
    let isWhole = word.count == rest.count
    rest = rest.dropFirst(word.count)
    // A line that holds the whole block has its content there; else the rest of the line describes
    // the block.
    return (fence, word.lowercased(), rest, isWhole || !rest.contains(fence))
  }

  private static func closes(_ line: Substring, _ fence: Substring) -> Bool {
    guard let mark = fence.first else { return false }
    let run = line.prefix { $0 == mark }
    return run.count >= fence.count && line.dropFirst(run.count).allSatisfy(\.isWhitespace)
  }
}

extension String {
  /// Without blank lines at the start and white space at the end.
  fileprivate var trimmedLines: Substring {
    var text = self[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    while let end = text.firstIndex(of: "\n"), text[..<end].allSatisfy(\.isWhitespace) {
      text = text[text.index(after: end)...]
    }
    return text
  }
}

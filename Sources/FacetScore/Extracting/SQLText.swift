/// Finds the SQL of an answer, and what matters about it.
enum SQLText {
  private static let statements: Set<String> = [
    "select", "with", "insert", "update", "delete", "create", "values",
  ]

  /// The query of an answer; `nil` if it has none.
  ///
  /// The last block fenced as SQL, else the last fenced block that begins like a statement, else an
  /// answer that is a query from its first word, up to its end or a blank line.
  static func query(in text: String) -> String? {
    let blocks = FencedBlock.all(in: text)
    if let sql = blocks.last(where: { $0.isOf("sql") }) { return nonBlank(sql.content) }
    let statement = blocks.last { block in
      let first = tokens(of: block.content).first?.lowercased() ?? ""
      return statements.contains(first)
    }
    if let statement { return nonBlank(statement.content) }
    let start = text.trimmed
    var lines: [Substring] = []
    for line in start.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if line.allSatisfy(\.isWhitespace) { break }
      lines.append(line)
    }
    let query = lines.joined(separator: "\n")
    return begins(tokens(of: query)) ? query : nil
  }

  private static func nonBlank(_ text: String) -> String? {
    text.allSatisfy(\.isWhitespace) ? nil : text
  }

  /// Whether tokens begin a query rather than a sentence such as "With this in mind".
  private static func begins(_ tokens: [Substring]) -> Bool {
    let words = tokens.prefix(12).map { $0.lowercased() }
    guard let first = words.first else { return false }
    var rest = words.dropFirst()
    switch first {
    case "with":
      if rest.first == "recursive" { rest = rest.dropFirst() }
      guard let name = rest.first, let mark = name.first, isName(name) || "\"`[".contains(mark)
      else { return false }
      return ["as", "("].contains(rest.dropFirst().first ?? "")
    case "select":
      if ["distinct", "all"].contains(rest.first ?? "") { rest = rest.dropFirst() }
      guard let next = rest.first else { return false }
      guard isName(next) else { return true }
      // `CASE WHEN` and `NOT EXISTS` are followed by names, as words in a sentence are.
      if ["case", "not"].contains(next) { return true }
      let after = rest.dropFirst()
      guard let second = after.first else { return true }
      if !isName(second) { return second != "'" }
      if ["from", "as", "where", "union", "limit", "is", "in", "like", "between"].contains(second) {
        return true
      }
      // An alias without AS.
      return [",", "from"].contains(after.dropFirst().first ?? "")
    default: return false
    }
  }

  private static func isName(_ token: String) -> Bool {
    token.first.map { $0.isLetter || $0 == "_" } ?? false
  }

  /// Whether the outermost query of a statement asks for an order.
  static func hasOuterOrder(_ sql: String) -> Bool {
    var depth = 0
    var last = ""
    for token in tokens(of: sql) {
      switch token {
      case "(": depth += 1
      case ")": depth -= 1
      default:
        if depth == 0, last == "order", token.lowercased() == "by" { return true }
      }
      last = depth == 0 ? token.lowercased() : ""
    }
    return false
  }

  /// The words, numbers, quoted pieces and marks of a statement, without its comments.
  private static func tokens(of sql: String) -> [Substring] {
    var tokens: [Substring] = []
    var rest = sql[...]
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
      } else if rest.hasPrefix("--") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        let end = rest.dropFirst(2).firstRange(of: "*/")
        rest = end.map { rest[$0.upperBound...] } ?? ""
      } else if "'\"`[".contains(first) {
        let closing: Character = first == "[" ? "]" : first
        let body = rest.dropFirst()
        let end = body.firstIndex(of: closing).map { body.index(after: $0) } ?? body.endIndex
        tokens.append(rest[..<end])
        rest = rest[end...]
      } else if first.isLetter || first.isNumber || first == "_" {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        tokens.append(word)
        rest = rest[word.endIndex...]
      } else {
        tokens.append(rest.prefix(1))
        rest.removeFirst()
      }
    }
    return tokens
  }
}

/// The arguments of an instruction of a Dockerfile.
struct DockerfileWords {
  private let text: String
  private let line: Int
  /// Leading words that begin with `--`.
  private(set) var flags: [String] = []
  /// The words after the flags, without quotes.
  private(set) var plain: [String] = []

  init(_ text: String, line: Int) throws(Dockerfile.Mistake) {
    self.line = line
    var rest = text[...]
    while rest.hasPrefix("--") {
      let flag = rest.prefix { !$0.isWhitespace }
      flags.append(String(flag))
      rest = rest.dropFirst(flag.count).drop { $0.isWhitespace }
    }
    self.text = String(rest)
    plain = try Self.split(rest, line: line)
  }

  func refuseFlags(of name: String) throws(Dockerfile.Mistake) {
    guard let flag = flags.first else { return }
    throw Dockerfile.Mistake(line: line, reason: "boxes do not follow '\(flag)' of \(name)")
  }

  /// The texts of a JSON list; nil if the arguments are not one.
  var list: [String]? {
    get throws(Dockerfile.Mistake) {
      guard text.hasPrefix("["), text.hasSuffix("]") else { return nil }
      var words: [String] = []
      var rest = text.dropFirst().dropLast().trimmed[...]
      while !rest.isEmpty {
        guard rest.first == "\"" else { return nil }
        rest.removeFirst()
        var word = ""
        var isClosed = false
        while let character = rest.popFirst() {
          if character == "\"" {
            isClosed = true
            break
          }
          guard character == "\\" else {
            word.append(character)
            continue
          }
          switch rest.popFirst() {
          case "n": word.append("\n")
          case "t": word.append("\t")
          case let escaped? where "\"\\/".contains(escaped): word.append(escaped)
          default: return nil
          }
        }
        guard isClosed else { return nil }
        words.append(word)
        rest = rest.drop { $0.isWhitespace }
        if rest.first == "," { rest = rest.dropFirst().drop { $0.isWhitespace } }
      }
      return words.isEmpty ? nil : words
    }
  }

  /// The variables of `ENV`: `name=value …`, or the old form `name value`.
  func variables() throws(Dockerfile.Mistake) -> [BoxImage.Variable] {
    if let first = plain.first, !first.contains("=") {
      let value = text.dropFirst(first.count).trimmed
      return [BoxImage.Variable(name: first, value: value)]
    }
    return try plain.map { (word) throws(Dockerfile.Mistake) in
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw Dockerfile.Mistake(line: line, reason: "'\(word)' must be name=value")
      }
      return BoxImage.Variable(name: String(parts[0]), value: String(parts[1]))
    }
  }

  /// A word without the quotes around it.
  static func unquoted(_ word: String) -> String {
    for quote in ["\"", "'"] where word.count >= 2 && word.hasPrefix(quote) && word.hasSuffix(quote)
    {
      return String(word.dropFirst().dropLast())
    }
    return word
  }

  private static func split(_ text: Substring, line: Int) throws(Dockerfile.Mistake) -> [String] {
    var words: [String] = []
    var word = ""
    var hasWord = false
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        // Kept for a variable, which is replaced later.
        if character == "$" { word.append("\\") }
        word.append(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
        hasWord = true
      } else if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        hasWord = true
      } else if character.isWhitespace {
        if hasWord { words.append(word) }
        (word, hasWord) = ("", false)
      } else {
        word.append(character)
        hasWord = true
      }
    }
    if hasWord { words.append(word) }
    return words
  }
}

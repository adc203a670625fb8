/// The here-documents that a line of shell begins.
package struct HereDocuments {
  /// The words that end them, in order, without quotes.
  package private(set) var ends: [String] = []

  private var rest: Substring
  private var quote: Character?
  /// Parentheses that are open since `((`, between which `<<` shifts a number.
  private var arithmetic = 0
  private var isWordStart = true

  package init(in line: some StringProtocol) {
    rest = Substring(line)
    while let character = rest.popFirst() { read(character) }
  }

  private mutating func read(_ character: Character) {
    defer { isWordStart = character.isWhitespace || ";|&(".contains(character) }
    if character == "\\", quote != "'" {
      _ = rest.popFirst()
    } else if let open = quote {
      if character == open { quote = nil }
    } else if character == "'" || character == "\"" {
      quote = character
    } else if character == "#", isWordStart {
      rest = ""
    } else if arithmetic > 0 {
      if character == "(" { arithmetic += 1 } else if character == ")" { arithmetic -= 1 }
    } else if character == "(", rest.first == "(" {
      rest.removeFirst()
      arithmetic = 2
    } else if character == "<", rest.first == "<" {
      rest.removeFirst()
      // `<<<` is followed by a text.
      if rest.first == "<" { rest.removeFirst() } else { begin() }
    }
  }

  /// Reads the word that ends a document.
  private mutating func begin() {
    if rest.first == "-" { rest.removeFirst() }
    while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
    var word = ""
    var inner: Character?
    while let next = rest.first {
      if let quote = inner {
        if next == quote { inner = nil } else { word.append(next) }
      } else if next == "'" || next == "\"" {
        inner = next
      } else if next.isWhitespace || ";|&<>()".contains(next) {
        break
      } else if next != "\\" {
        word.append(next)
      }
      rest.removeFirst()
    }
    if !word.isEmpty { ends.append(word) }
  }
}

/// The tokens that the rehearsal bills: a quarter of the UTF-8 bytes, but at least the number of
/// words.
enum TokenCount {
  /// The overhead of a message beside its text, like that of chat templates.
  static let perMessage = 4

  static func tokens(in text: String) -> Int {
    var words = 0
    var bytes = 0
    var isInWord = false
    for byte in text.utf8 {
      bytes += 1
      let isSpace = byte == 0x20 || (0x09...0x0d).contains(byte)
      if !isSpace && !isInWord { words += 1 }
      isInWord = !isSpace
    }
    return max(words, (bytes + 3) / 4)
  }

  /// The longest prefix of a text within a limit; it ends with a whole word if at least one word
  /// fits.
  static func prefix(of text: String, tokens limit: Int) -> String {
    var words = 0
    var bytes = 0
    var isInWord = false
    var end = text.startIndex
    var wordEnd: String.Index?
    for index in text.unicodeScalars.indices {
      let scalar = text.unicodeScalars[index]
      let isSpace = scalar.properties.isWhitespace
      if isSpace && isInWord { wordEnd = index }
      if !isSpace && !isInWord { words += 1 }
      isInWord = !isSpace
      bytes += UTF8.width(scalar)
      guard max(words, (bytes + 3) / 4) <= limit else { break }
      end = text.unicodeScalars.index(after: index)
    }
    if end == text.endIndex { return text }
    return String(text[..<(wordEnd.map { min($0, end) } ?? end)])
  }
}

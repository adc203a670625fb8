/// The words of a sample from which an answer is built.
///
/// Words are ranges of the sample's bytes; only those used in an answer become strings.
struct SampleWords {
  private struct Word {
    var bytes: Range<Int>
    /// Whether punctuation or the beginning of the sample precedes it.
    var startsClause: Bool
  }

  private let bytes: [UInt8]
  private var words: [Word] = []
  /// The words that are long enough to carry meaning.
  private var terms: [Int] = []

  /// Reads the fenced part of a user's message if there is one, else the whole message.
  init(message: String) {
    let all = Array(message.utf8)
    let sample = Self.fencedPart(of: all) ?? all.indices
    bytes = Array(all[sample.prefix(Self.bytesRead)])
    findWords()
  }

  /// A content word of the sample.
  func term(random: inout SeededRandom) -> String {
    // A sample of few words is supplemented with built-in words, so that sentences do not repeat
    // one word.
    let own = terms.count
    let count = own < 6 ? own + Self.common.count : own
    for _ in 0..<8 {
      let index = random.index(below: count)
      let term = index < own ? text(of: words[terms[index]]) : Self.common[index - own]
      if !Self.ignored.contains(term.lowercased()) { return term }
    }
    return Self.common[random.index(below: Self.common.count)]
  }

  /// Three to five consecutive words without punctuation between them, or `nil` if a random place
  /// in the sample has none.
  func phrase(random: inout SeededRandom) -> String? {
    guard words.count >= 3 else { return nil }
    let most = 3 + random.index(below: 3)
    for _ in 0..<8 {
      let start = random.index(below: words.count - 2)
      var end = start + 1
      while end < words.count, end < start + most, !words[end].startsClause { end += 1 }
      if end - start >= 3 {
        let place = words[start].bytes.lowerBound..<words[end - 1].bytes.upperBound
        let line = bytes[place].map { (0x09...0x0d).contains($0) ? 0x20 : $0 }
        return String(decoding: line, as: UTF8.self)
      }
    }
    return nil
  }

  private func text(of word: Word) -> String {
    String(decoding: bytes[word.bytes], as: UTF8.self)
  }

  /// Only the beginning of a long sample is read, because an answer needs a few dozen words.
  private static let bytesRead = 6_000

  private mutating func findWords() {
    var start: Int?
    var characters = 0
    var startsClause = true
    func isTerm(until end: Int) -> Bool {
      guard let start else { return false }
      return characters >= 4 || (characters >= 2 && end - start > characters)
    }
    func endWord(at end: Int) {
      guard let wordStart = start else { return }
      if isTerm(until: end) { terms.append(words.count) }
      words.append(Word(bytes: wordStart..<end, startsClause: startsClause))
      startsClause = false
      start = nil
      characters = 0
    }
    var index = 0
    while index < bytes.count {
      let (kind, length) = Self.kind(at: index, in: bytes)
      switch kind {
      case .letter, .ideograph:
        if start == nil { start = index }
        characters += 1
        index += length
        // In scripts without spaces, a few characters count as a word.
        if characters >= (kind == .ideograph ? 4 : 24) { endWord(at: index) }
      case .space:
        endWord(at: index)
        index += length
      case .apostrophe where start != nil: index += length
      case .apostrophe, .other:
        endWord(at: index)
        startsClause = true
        index += length
      }
    }
    endWord(at: index)
  }

  private enum Kind {
    case letter
    /// A letter of a script that writes no spaces between words.
    case ideograph
    case space
    case apostrophe
    case other
  }

  /// The kind of character at an index, and its length in bytes.
  private static func kind(at index: Int, in bytes: [UInt8]) -> (Kind, Int) {
    let byte = bytes[index]
    if byte < 0x80 {
      switch byte {
      case 0x41...0x5a, 0x61...0x7a: return (.letter, 1)
      case 0x20, 0x09...0x0d: return (.space, 1)
      case 0x27: return (.apostrophe, 1)
      default: return (.other, 1)
      }
    }
    let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    guard index + length <= bytes.count else { return (.other, bytes.count - index) }
    let scalar = bytes[index + 1..<index + length].reduce(
      UInt32(byte) & (0xff >> UInt32(length + 1))
    ) { $0 << 6 | UInt32($1 & 0x3f) }
    guard let scalar = Unicode.Scalar(scalar) else { return (.other, length) }
    if scalar == "’" { return (.apostrophe, length) }
    if scalar.properties.isAlphabetic {
      return (scalar.value >= 0x2e80 ? .ideograph : .letter, length)
    }
    return (scalar.properties.isWhitespace ? .space : .other, length)
  }

  /// The text between the first and the last run of three or more backticks.
  private static func fencedPart(of bytes: [UInt8]) -> Range<Int>? {
    let backtick = UInt8(ascii: "`")
    guard bytes.contains(backtick), let opening = run(of: backtick, in: bytes.indices, bytes: bytes)
    else { return nil }
    var closing: Range<Int>?
    var rest = opening.upperBound..<bytes.count
    while let next = run(of: backtick, in: rest, bytes: bytes) {
      if next.count >= opening.count { closing = next }
      rest = next.upperBound..<bytes.count
    }
    return closing.map { opening.upperBound..<$0.lowerBound }
  }

  /// The first run of three or more of a byte.
  private static func run(of byte: UInt8, in range: Range<Int>, bytes: [UInt8]) -> Range<Int>? {
    var index = range.lowerBound
    while index < range.upperBound {
      var end = index
      while end < range.upperBound, bytes[end] == byte { end += 1 }
      if end - index >= 3 { return index..<end }
      index = end + 1
    }
    return nil
  }

  /// Words with little meaning of their own.
  private static let ignored: Set<String> = [
    "about", "after", "also", "aber", "because", "been", "before", "being", "could", "dass", "does",
    "each",
    "eine", "einen", "einer", "from", "have", "haben", "having", "here", "into", "itself", "just",
    "less", "many", "more", "most", "much", "must", "nach", "nicht", "only", "other", "over",
    "please", "said", "same", "sich", "since", "sind", "should", "some", "such", "than", "that",
    "their",
    "them", "then", "there", "these", "they", "this", "those", "through", "under", "until", "upon",
    "very",
    "were", "what", "when", "where", "which", "while", "will", "with", "within", "without",
    "would", "your",
  ]

  /// The topics of an answer if the sample has too few words.
  private static let common = [
    "context", "detail", "evidence", "meaning", "purpose", "question", "reader", "structure",
  ]
}

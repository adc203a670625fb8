/// The words of a sample that an answer is made of.
struct SampleWords {
  /// Words that carry meaning, each once, in the order in which they first stand.
  private(set) var terms: [String] = []
  /// Runs of consecutive words without punctuation between them.
  private(set) var clauses: [[String]] = []

  /// Reads the fenced part of a user's message where it has one, else the whole message.
  init(message: String) {
    let sample = Self.fencedPart(of: message[...]) ?? message[...]
    collect(from: sample)
    var random = SeededRandom(ContentDigest.digest(of: message))
    let common = Self.common.shuffled(using: &random)
    for word in common where terms.count < 6 && !terms.contains(word) { terms.append(word) }
  }

  /// What stands between the first and the last run of three or more backticks.
  private static func fencedPart(of message: Substring) -> Substring? {
    guard let opening = message.firstRange(ofBackticks: 3) else { return nil }
    let fence = message[opening]
    guard
      let closing = message[opening.upperBound...].lastRange(ofBackticks: fence.utf8.count),
      closing.lowerBound > opening.upperBound
    else { return nil }
    return message[opening.upperBound..<closing.lowerBound]
  }

  /// Long samples are read from their beginning only: an answer needs a few dozen words.
  private static let scalarsRead = 6_000

  private mutating func collect(from sample: Substring) {
    var seen: Set<String> = []
    var clause: [String] = []
    var word = ""
    var length = 0
    func isLetter(_ scalar: Unicode.Scalar) -> Bool {
      scalar.isASCII
        ? (0x61...0x7a).contains(scalar.value | 0x20) : scalar.properties.isAlphabetic
    }
    func endWord() {
      guard !word.isEmpty else { return }
      clause.append(word)
      let isTerm = length >= 4 || (length >= 2 && word.utf8.count > length)
      if isTerm, terms.count < 300, !Self.ignored.contains(word.lowercased()),
        seen.insert(word).inserted
      {
        terms.append(word)
      }
      word = ""
      length = 0
    }
    func endClause() {
      endWord()
      if clause.count >= 3 { clauses.append(clause) }
      clause = []
    }
    for scalar in sample.unicodeScalars.prefix(Self.scalarsRead) {
      if isLetter(scalar) || (!word.isEmpty && (scalar == "'" || scalar == "’")) {
        word.unicodeScalars.append(scalar)
        length += 1
        // Scripts without spaces: a few characters at a time stand for a word.
        if length >= 24 || (length >= 4 && scalar.value >= 0x2e80) { endWord() }
      } else if scalar.properties.isWhitespace {
        endWord()
      } else {
        endClause()
      }
    }
    endClause()
  }

  /// Words that say little on their own.
  private static let ignored: Set<String> = [
    "about", "after", "also", "aber", "been", "before", "being", "could", "dass", "dem", "does",
    "each", "eine", "einen", "einer", "from", "have", "haben", "having", "here", "into", "itself",
    "just", "less", "many", "more", "most", "much", "must", "nach", "nicht", "only", "other",
    "over", "please", "said", "same", "sich", "sind", "should", "some", "such", "than", "that",
    "their", "them", "then", "there", "these", "they", "this", "those", "through", "und", "under",
    "upon", "very", "were", "what", "when", "where", "which", "while", "will", "with", "within",
    "without", "would", "your",
  ]

  /// What an answer talks about when the sample has too few words of its own.
  private static let common = [
    "context", "detail", "evidence", "meaning", "purpose", "question", "reader", "structure",
  ]
}

extension Substring {
  /// The first run of at least so many backticks, whole.
  fileprivate func firstRange(ofBackticks count: Int) -> Range<Index>? {
    var run: Index?
    var length = 0
    for index in utf8.indices {
      if utf8[index] == 0x60 {
        if length == 0 { run = index }
        length += 1
      } else {
        if let run, length >= count { return run..<index }
        length = 0
      }
    }
    return nil
  }

  /// The last run of at least so many backticks, whole.
  fileprivate func lastRange(ofBackticks count: Int) -> Range<Index>? {
    var end = utf8.endIndex
    var length = 0
    var index = utf8.endIndex
    while index > utf8.startIndex {
      let next = index
      index = utf8.index(before: index)
      if utf8[index] == 0x60 {
        if length == 0 { end = next }
        length += 1
      } else {
        if length >= count { return next..<end }
        length = 0
      }
    }
    return length >= count ? index..<end : nil
  }
}

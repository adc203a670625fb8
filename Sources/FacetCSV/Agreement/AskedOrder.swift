/// Whether a question asks for an order, so that a list in its answer is a ranking, not a set.
enum AskedOrder {
  private static let orderWords: Set<Substring> = [
    "rank", "ranks", "ranked", "ranking", "rankings", "sort", "sorted", "sorting", "ordered",
    "ordering", "ascending", "descending", "sequence", "chronological",
  ]
  private static let extremes: Set<Substring> = [
    "highest", "lowest", "largest", "smallest", "most", "least", "best", "worst", "greatest",
    "first", "last", "earliest", "latest", "oldest", "newest",
  ]
  private static let numerals: Set<Substring> = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "k", "n",
  ]

  /// Looks for words, not for parts of them: `border` and `stop` ask for nothing.
  static func isAsked(in text: String) -> Bool {
    let words = AnswerText.sentenceWords(of: text)
    for (index, word) in words.enumerated() {
      let next = words.dropFirst(index + 1).first
      if orderWords.contains(word) { return true }
      if word == "order", next != "to" { return true }
      if word == "top" || word == "bottom", let next,
        numerals.contains(next) || next.allSatisfy(\.isNumber)
      {
        return true
      }
      if extremes.contains(word), next == "to" || next == "first",
        next == "first" || extremes.contains(words.dropFirst(index + 2).first ?? "")
      {
        return true
      }
    }
    return false
  }

  /// Whether the name under which a list stands says that it is a ranking.
  static func isNamed(_ key: String) -> Bool {
    let words = AnswerText.words(of: key)
    return words.contains { orderWords.contains($0) || $0 == "order" || $0 == "top" }
  }
}

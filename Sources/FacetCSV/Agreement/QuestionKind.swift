/// The kinds that a question's own words imply for its answer.
enum QuestionKind {
  private static let interrogatives: Set<String> = ["which", "who", "where", "whose", "whom"]
  private static let auxiliaries: Set<String> = [
    "is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "can", "could", "will",
    "would", "should",
  ]

  private static let prepositions: Set<String> = ["of", "in", "with", "per", "for", "by", "is"]

  /// The kind of an answer without parts: the first thing asked for decides.
  static func kind(of question: String) -> AnswerKind {
    let words = AnswerText.sentenceWords(of: question).map(String.init)
    guard let first = words.first else { return .unknown }
    if auxiliaries.contains(first) || words.contains("whether") { return .truth }
    for (index, word) in words.enumerated() {
      let next = Self.word(at: index + 1, of: words)
      let second = Self.word(at: index + 2, of: words)
      if interrogatives.contains(word) || word == "what" || word == "name" || word == "identify" {
        if let found = asked(word, next, second) { return found }
        continue
      }
      if word == "when" { return .picked }
      if word == "how" {
        if next == "many" { return .count }
        if next == "often", !words.contains(where: MeasureWords.isEstimate) { return .count }
        continue
      }
      if word == "p", next.hasPrefix("val") { return .probability }
      if word.hasPrefix("pval") { return .probability }
      if MeasureWords.isCode(word) || MeasureWords.isCode(word, next) { return .code }
      if word == "number" || word == "count" { return .count }
      if index > 0, word == "rank" || word == "position" { return .count }
      if MeasureWords.isExtreme(word) {
        // "The most recent version", "the most common zip code".
        let superlative = words.dropFirst(index + 1).prefix(3).prefix { !prepositions.contains($0) }
        if superlative.contains(where: MeasureWords.isCode) { return .code }
        // "The most frequent value of 'code'".
        if let value = superlative.firstIndex(of: "value"),
          Self.word(at: value + 1, of: words) == "of",
          MeasureWords.isCode(Self.word(at: value + 2, of: words))
        {
          return .code
        }
        // "The highest score" is one of the scores; "the highest score difference" is calculated.
        if MeasureWords.recorded.contains(next),
          !words.dropFirst(index + 2).prefix(2).contains(where: MeasureWords.isEstimate)
        {
          return .picked
        }
        if MeasureWords.isEstimate(next) {
          return isOfTime(words) ? .total : MeasureWords.estimate(words.dropFirst(index).prefix(4))
        }
        return MeasureWords.isEstimate(second) && !["of", "in", "with"].contains(next)
          ? MeasureWords.estimate([second]) : .picked
      }
      if MeasureWords.totals.contains(word) { return next == "number" ? .count : .total }
      if word.count > 1, MeasureWords.isEstimate(word) {
        return isOfTime(words.dropFirst(index).prefix(4)) ? .total : MeasureWords.estimate([word])
      }
    }
    return .unknown
  }

  /// Whether a question asks for a value of a column: the column's name is the first thing that
  /// follows "which" and similar words, up to an adjective.
  static func asks(_ question: String, forValueOf column: String) -> Bool {
    let words = AnswerText.sentenceWords(of: question).map(String.init)
    let name = AnswerText.sentenceWords(of: column).map(String.init)
    guard !name.isEmpty else { return false }
    let start = words.indices.first { interrogatives.contains(words[$0]) || words[$0] == "what" }
    guard let start else { return false }
    let first = start + 1
    // "Which 'zip' …", "What is the most common 'zip' …": but not "In which year is 'zip' …".
    let latest = words[start] == "what" ? first + 4 : first + 2
    return (first...latest).contains { place in
      place + name.count <= words.count && Array(words[place..<place + name.count]) == name
        && !words[first..<place].contains(where: isKindOfAnother)
    }
  }

  /// Whether a request after the question asks for a code: "Which customer ordered most? Give the
  /// id."
  static func requestsCode(_ question: String) -> Bool {
    let words = AnswerText.sentenceWords(of: question).map(String.init)
    return words.indices.contains { index in
      guard ["give", "return", "report", "answer", "state", "provide"].contains(words[index]) else {
        return false
      }
      let requested = words.dropFirst(index + 1).drop { $0 == "with" }.prefix(4)
      return requested.prefix { !prepositions.contains($0) }.contains(where: MeasureWords.isCode)
    }
  }

  /// Whether a word before a column's name says that something else is asked for.
  private static func isKindOfAnother(_ word: String) -> Bool {
    MeasureWords.isEstimate(word) || MeasureWords.isCount(word) || MeasureWords.isTime(word)
      || MeasureWords.totals.contains(word) || ["of", "for", "in", "number", "per"].contains(word)
  }

  private static func word(at index: Int, of words: [String]) -> String {
    index < words.count ? words[index] : ""
  }

  /// The kind that "which …" and similar words ask for; `nil` if the words after them decide.
  private static func asked(_ word: String, _ next: String, _ second: String) -> AnswerKind? {
    if MeasureWords.isTime(next) { return .picked }
    if MeasureWords.isCode(next) || MeasureWords.isCode(second) && next != "is" { return .code }
    if MeasureWords.isCode(next, second) { return .code }
    if ["rank", "position", "century"].contains(next) { return .count }
    guard word != "what" else { return nil }
    if ["is", "are", "was", "of"].contains(next), MeasureWords.isEstimate(second) { return nil }
    return .label
  }

  private static func isOfTime(_ words: some Sequence<String>) -> Bool {
    words.contains { $0 == "year" || $0 == "years" || $0 == "date" }
  }

  /// The kind of a member whose name implies none: an estimate only if the question asks for
  /// estimates alone.
  static func kindOfUnnamed(in question: String) -> AnswerKind {
    let words = AnswerText.sentenceWords(of: question).map(String.init)
    if PValueName.matches(question) { return .unknown }
    let estimates = words.contains { $0.count > 1 && MeasureWords.isEstimate($0) }
    let others = words.indices.contains { index in
      let word = words[index]
      if word == "how", self.word(at: index + 1, of: words) == "many" { return true }
      if word == "number" || word == "count" || MeasureWords.totals.contains(word) { return true }
      guard ["maximum", "minimum", "max", "min"].contains(word) else { return false }
      return !MeasureWords.isEstimate(self.word(at: index + 1, of: words))
    }
    return estimates && !others && !isOfTime(words) ? MeasureWords.estimate(words) : .unknown
  }

  /// Whether the question allows that there is no answer, so that "none" is one.
  static func allowsNone(in text: String) -> Bool {
    let words = Set(AnswerText.sentenceWords(of: text).map(String.init))
    return !words.isDisjoint(with: ["nan", "null", "none", "undefined", "missing", "empty"])
      || AnswerText.folded(text).contains("if any")
  }
}

/// The text of an answer: sentences in the sample's own words.
struct RehearsedText {
  var text: String
  /// The tokens of the text by the rule of ``TokenCount``.
  var tokens: Int
  /// Whether the output limit ended the text.
  var isCut: Bool

  /// Sentences about the words of a message.
  ///
  /// - Parameters:
  ///   - message: The user's last message.
  ///   - target: The approximate length in tokens; `nil` for about 40 to 90 words.
  ///   - limit: The maximum tokens of the answer; `nil` for no limit.
  init(
    about message: String, target: Int?, limit: Int?, random: inout SeededRandom
  ) {
    let sample = SampleWords(message: message)
    let words = 40 + random.index(below: 46)
    // No answer exceeds its limit, whatever the target, so a few sentences beyond the limit
    // suffice.
    let enough = min(target ?? .max, limit ?? .max)
    var text = ""
    var written = 0
    var tokens = 0
    var sentences = 0
    var patterns: ArraySlice<SentencePattern> = []
    while target == nil ? written < words && tokens <= enough : tokens <= enough {
      if patterns.isEmpty { patterns = SentencePattern.all.shuffled(using: &random)[...] }
      guard let pattern = patterns.popFirst() else { break }
      let sentence = pattern.sentence(in: sample, random: &random)
      if sentences > 0 { text += sentences.isMultiple(of: 5) ? "\n\n" : " " }
      text += sentence
      written += sentence.utf8.count { $0 == 0x20 } + 1
      tokens = max(written, (text.utf8.count + 3) / 4)
      sentences += 1
    }
    if let target, target < limit ?? .max {
      text = Self.ended(TokenCount.prefix(of: text, tokens: max(1, target)))
    }
    self.init(text: text, limit: limit)
  }

  /// A given text, cut at the limit.
  init(text: String, limit: Int?) {
    let tokens = TokenCount.tokens(in: text)
    if let limit, tokens > limit {
      self.text = TokenCount.prefix(of: text, tokens: max(0, limit))
      self.tokens = TokenCount.tokens(in: self.text)
      isCut = true
    } else {
      self.text = text
      self.tokens = tokens
      isCut = false
    }
  }

  /// Ends a truncated text like a sentence without adding a token.
  private static func ended(_ text: String) -> String {
    if text.hasSuffix(".") { return text }
    let stripped = text.utf8.count.isMultiple(of: 4) ? text.dropLast() : text[...]
    return stripped + "."
  }
}

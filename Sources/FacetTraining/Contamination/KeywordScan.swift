internal import FacetJSON

/// Looks for banned terms in texts: whole words after folding, or letter by letter.
struct KeywordScan {
  /// A term as folded words.
  private struct Term {
    var text: String
    var words: [UInt64]
    /// Whether a separator must follow, as after `tw_`.
    var needsSeparator: Bool
  }

  private var terms: [UInt64: [Term]] = [:]
  private var literals: [String] = []
  private var scan = WordScan(keepsUnderscores: false)

  init(_ rules: ContaminationRules) {
    if rules.isLiteral {
      literals = rules.keywords.map { $0.lowercased() }
      return
    }
    for keyword in rules.keywords {
      let words = scan.words(of: keyword)
      guard let first = words.first, let last = words.last else { continue }
      terms[first.hash, default: []].append(
        Term(
          text: keyword, words: words.map(\.hash), needsSeparator: last.isFollowedBySeparator))
    }
  }

  var isEmpty: Bool { terms.isEmpty && literals.isEmpty }

  /// The first banned term in a text, or `nil`.
  mutating func term(in text: String) -> String? {
    if isEmpty { return nil }
    if !literals.isEmpty {
      let lower = text.lowercased()
      return literals.first { lower.contains($0) }
    }
    let words = scan.words(of: text)
    for (index, word) in words.enumerated() {
      for term in terms[word.hash] ?? [] where Self.stands(term, in: words, at: index) {
        return term.text
      }
    }
    return nil
  }

  private static func stands(_ term: Term, in words: [WordScan.Word], at index: Int) -> Bool {
    let end = index + term.words.count
    guard end <= words.count else { return false }
    for (offset, hash) in term.words.enumerated() {
      let word = words[index + offset]
      guard word.hash == hash else { return false }
      if offset + 1 < term.words.count, !word.isJoined { return false }
    }
    return !term.needsSeparator || words[end - 1].isFollowedBySeparator
  }
}

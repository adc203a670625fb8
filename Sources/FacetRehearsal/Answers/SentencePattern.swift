/// A sentence with gaps for words of the sample.
struct SentencePattern {
  private enum Piece {
    case text(String)
    case term
    case phrase
  }

  private let pieces: [Piece]

  /// Reads a pattern in which `_` stands for a word and `~` for a few consecutive words.
  private init(_ pattern: String) {
    var pieces: [Piece] = []
    var text = ""
    for character in pattern {
      switch character {
      case "_", "~":
        if !text.isEmpty { pieces.append(.text(text)) }
        text = ""
        pieces.append(character == "_" ? .term : .phrase)
      default: text.append(character)
      }
    }
    if !text.isEmpty { pieces.append(.text(text)) }
    self.pieces = pieces
  }

  /// The sentence with its gaps filled; no word is used twice if the sample has enough words.
  func sentence(in sample: SampleWords, random: inout SeededRandom) -> String {
    var sentence = ""
    var used: [String] = []
    for piece in pieces {
      var words: String
      switch piece {
      case .text(let text): words = text
      case .term: words = Self.term(in: sample, besides: used, random: &random)
      case .phrase:
        words =
          sample.phrase(random: &random)
          ?? Self.term(in: sample, besides: used, random: &random)
      }
      if case .text = piece {} else { used.append(words) }
      if sentence.isEmpty { words = Self.capitalized(words) }
      sentence += words
    }
    return sentence
  }

  private static func term(
    in sample: SampleWords, besides used: [String], random: inout SeededRandom
  ) -> String {
    for _ in 0..<4 {
      let term = sample.term(random: &random)
      if !used.contains(term) { return term }
    }
    return sample.term(random: &random)
  }

  private static func capitalized(_ words: String) -> String {
    words.prefix(1).uppercased() + words.dropFirst()
  }

  static let all: [SentencePattern] = [
    "Much here depends on _, and on how it is read against _.",
    "The passage turns from _ to _ without saying so.",
    "What “~” leaves open is the part that _ plays.",
    "Taken together, _ and _ point in the same direction.",
    "One could object that _ is no more than _, yet “~” says otherwise.",
    "It starts with _, goes on to _, and comes back to _ at the end.",
    "Nothing in the text sets _ apart from _.",
    "First comes _, then _; the order is hardly an accident.",
    "A second look at _ shows why _ had to follow.",
    "Where _ is missing, _ takes its place.",
    "The words “~” carry most of the weight.",
    "Between _ and _ there is room for doubt.",
    "That is why _ counts for more than _ does.",
    "A reader who knows _ will expect _ and find _ instead.",
    "Put plainly: _ explains _, not the other way round.",
    "Of all the details, _ is the one worth keeping.",
    "“~” would lose its sense if _ were left out.",
    "Whether _ was meant to answer _ remains uncertain.",
    "Seen from the side of _, even _ looks ordinary.",
    "The link between _ and _ is stated once and never argued.",
    "In the end, _ stands for _ as a whole.",
    "There is a quiet contrast of _ with _ throughout.",
    "Without “~”, the mention of _ would seem out of place.",
    "So the safest summary names _, adds _, and stops there.",
    "Even so, _ deserves a sentence of its own.",
    "Both _ and _ return in a different light.",
  ].map(SentencePattern.init)
}

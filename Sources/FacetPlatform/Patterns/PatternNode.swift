/// A part of a pattern.
indirect enum PatternNode {
  case empty
  case scalars(ScalarSet)
  case sequence([PatternNode])
  /// The first alternative that leads to a match wins.
  case choice([PatternNode])
  case group(PatternNode, number: Int)
  case repetition(PatternNode, PatternRepetition)
  case assertion(PatternAssertion)
}

/// How often a part may occur.
struct PatternRepetition {
  var least: Int
  /// `nil` for no limit.
  var most: Int?
  /// Whether it takes as many as it can.
  var isGreedy: Bool
}

/// A condition on a position, which takes no characters.
enum PatternAssertion: Sendable, Hashable {
  case textStart
  case textEnd
  case lineStart
  case lineEnd
  case wordBoundary
  case noWordBoundary

  func holds(at position: Int, in text: [Unicode.Scalar]) -> Bool {
    switch self {
    case .textStart: position == 0
    case .textEnd: position == text.count
    case .lineStart: position == 0 || ScalarSet.lineEnds.contains(text[position - 1])
    case .lineEnd: position == text.count || ScalarSet.lineEnds.contains(text[position])
    case .wordBoundary: isBoundary(position, text)
    case .noWordBoundary: !isBoundary(position, text)
    }
  }

  private func isBoundary(_ position: Int, _ text: [Unicode.Scalar]) -> Bool {
    let before = position > 0 && ScalarSet.word.contains(text[position - 1])
    let after = position < text.count && ScalarSet.word.contains(text[position])
    return before != after
  }
}

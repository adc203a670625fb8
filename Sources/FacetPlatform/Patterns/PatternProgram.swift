/// A pattern as instructions for ``PatternSearch``.
struct PatternProgram: Sendable, Hashable {
  enum Instruction: Sendable, Hashable {
    /// Takes a scalar of the set.
    case scalar(Int)
    /// Continues at both places; the first is preferred.
    case split(Int, Int)
    case jump(Int)
    /// Stores the position in a slot.
    case save(Int)
    case assertion(PatternAssertion)
    case match
  }

  /// The largest program; each step of a search may visit all of it.
  static let maximumSize = 10_000

  private(set) var instructions: [Instruction] = []
  private(set) var sets: [ScalarSet] = []
  private(set) var groupCount: Int
  private(set) var groupNames: [String: Int]
  private var setIndices: [ScalarSet: Int] = [:]

  init(_ tree: PatternNode, parser: PatternParser) throws(TextPatternMistake) {
    groupCount = parser.groupCount
    groupNames = parser.groupNames
    try append(.group(tree, number: 0))
    try emit(.match)
  }

  private mutating func append(_ node: PatternNode) throws(TextPatternMistake) {
    switch node {
    case .empty: break
    case .scalars(let set): try emit(.scalar(index(of: set)))
    case .sequence(let parts): for part in parts { try append(part) }
    case .choice(let alternatives): try append(choice: alternatives)
    case .group(let content, let number):
      try emit(.save(2 * number))
      try append(content)
      try emit(.save(2 * number + 1))
    case .repetition(let content, let repetition): try append(content, repetition)
    case .assertion(let assertion): try emit(.assertion(assertion))
    }
  }

  private mutating func append(choice alternatives: [PatternNode]) throws(TextPatternMistake) {
    var jumps: [Int] = []
    for alternative in alternatives.dropLast() {
      let split = instructions.count
      try emit(.match)
      try append(alternative)
      jumps.append(instructions.count)
      try emit(.match)
      instructions[split] = .split(split + 1, instructions.count)
    }
    if let last = alternatives.last { try append(last) }
    for jump in jumps { instructions[jump] = .jump(instructions.count) }
  }

  private mutating func append(
    _ content: PatternNode, _ repetition: PatternRepetition
  ) throws(TextPatternMistake) {
    for _ in 0..<repetition.least {
      let size = instructions.count
      try append(content)
      if instructions.count == size { return }
    }
    guard let most = repetition.most else {
      let split = instructions.count
      try emit(.match)
      try append(content)
      try emit(.jump(split))
      instructions[split] = self.split(split + 1, instructions.count, repetition)
      return
    }
    var splits: [Int] = []
    for _ in repetition.least..<most {
      splits.append(instructions.count)
      try emit(.match)
      try append(content)
    }
    for split in splits {
      instructions[split] = self.split(split + 1, instructions.count, repetition)
    }
  }

  private func split(_ more: Int, _ end: Int, _ repetition: PatternRepetition) -> Instruction {
    repetition.isGreedy ? .split(more, end) : .split(end, more)
  }

  private mutating func index(of set: ScalarSet) -> Int {
    if let index = setIndices[set] { return index }
    sets.append(set)
    setIndices[set] = sets.count - 1
    return sets.count - 1
  }

  private mutating func emit(_ instruction: Instruction) throws(TextPatternMistake) {
    guard instructions.count < Self.maximumSize else {
      throw TextPatternMistake(
        message: "the pattern is too large; its counts in braces multiply", offset: 0)
    }
    instructions.append(instruction)
  }
}

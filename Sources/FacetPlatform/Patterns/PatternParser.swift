/// A pattern's text in; its tree, or the first mistake, out.
struct PatternParser {
  /// The deepest nesting of groups.
  static let maximumDepth = 100
  /// The largest count in braces.
  static let maximumCount = 5000

  let scalars: [Unicode.Scalar]
  var position = 0
  var ignoresCase: Bool
  var isMultiline = false
  var dotTakesLineEnds = false
  private(set) var groupCount = 0
  private(set) var groupNames: [String: Int] = [:]
  private var depth = 0

  init(_ text: String, ignoresCase: Bool) {
    scalars = Array(text.unicodeScalars)
    self.ignoresCase = ignoresCase
  }

  /// The tree of the whole pattern.
  mutating func pattern() throws(TextPatternMistake) -> PatternNode {
    try flags()
    let tree = try choice()
    guard position == scalars.count else {
      throw mistake("')' closes no group; write '\\)' for the character")
    }
    return tree
  }

  /// Flags at the start: `(?i)`, `(?ms)`.
  private mutating func flags() throws(TextPatternMistake) {
    guard scalars.starts(with: "(?".unicodeScalars),
      let end = scalars.firstIndex(of: ")"), end > 2
    else { return }
    let letters = scalars[2..<end]
    guard letters.allSatisfy({ ["i", "m", "s", "u"].contains($0) }) else { return }
    ignoresCase = ignoresCase || letters.contains("i")
    isMultiline = letters.contains("m")
    dotTakesLineEnds = letters.contains("s")
    position = end + 1
  }

  private mutating func choice() throws(TextPatternMistake) -> PatternNode {
    var alternatives = [try sequence()]
    while peek() == "|" {
      position += 1
      alternatives.append(try sequence())
    }
    return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
  }

  private mutating func sequence() throws(TextPatternMistake) -> PatternNode {
    var parts: [PatternNode] = []
    while let scalar = peek(), scalar != "|", scalar != ")" {
      let start = position
      let part = try atom()
      guard let repetition = try repetition() else {
        parts.append(part)
        continue
      }
      if case .assertion = part {
        throw mistake("a quantifier must follow a character or a group", at: start)
      }
      parts.append(.repetition(part, repetition))
    }
    return parts.isEmpty ? .empty : parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func atom() throws(TextPatternMistake) -> PatternNode {
    let start = position
    let scalar = scalars[position]
    position += 1
    switch scalar {
    case ".": return .scalars(dotTakesLineEnds ? .all : ScalarSet.lineEnds.inverted)
    case "^": return .assertion(isMultiline ? .lineStart : .textStart)
    case "$": return .assertion(isMultiline ? .lineEnd : .textEnd)
    case "(": return try group(from: start)
    case "[": return .scalars(folded(try characterClass(from: start)))
    case "\\": return try escape(from: start)
    case "*", "+", "?":
      throw mistake(
        "'\(scalar)' repeats nothing; write '\\\(scalar)' for the character", at: start)
    case "{", "}", "]":
      // Text that is no quantifier; stricter dialects want a backslash, all agree on the meaning.
      return .scalars(folded(ScalarSet(scalar)))
    default: return .scalars(folded(ScalarSet(scalar)))
    }
  }

  func folded(_ set: ScalarSet) -> ScalarSet {
    guard ignoresCase else { return set }
    var set = set
    set.ignoresCase = true
    return set
  }

  // MARK: Groups

  private mutating func group(from start: Int) throws(TextPatternMistake) -> PatternNode {
    guard depth < Self.maximumDepth else {
      throw mistake("groups are nested deeper than \(Self.maximumDepth)", at: start)
    }
    depth += 1
    defer { depth -= 1 }
    var number: Int?
    if peek() == "?" {
      position += 1
      number = try specialGroup(from: start)
    } else {
      groupCount += 1
      number = groupCount
    }
    let content = try choice()
    guard peek() == ")" else { throw mistake("'(' has no ')'", at: start) }
    position += 1
    return number.map { .group(content, number: $0) } ?? content
  }

  /// The part of a group after `(?`; the number of a group with a name.
  private mutating func specialGroup(from start: Int) throws(TextPatternMistake) -> Int? {
    let kind = peek()
    position += 1
    switch kind {
    case ":": return nil
    case "=", "!": throw mistake("lookahead is not supported", at: start)
    case ">": throw mistake("atomic groups are not supported; write '(?:…)'", at: start)
    case "P" where peek() == "<": position += 1
    case "P": throw mistake("backreferences are not supported", at: start)
    case "<" where peek() == "=" || peek() == "!":
      throw mistake("lookbehind is not supported", at: start)
    case "<": break
    default:
      throw mistake(
        "'(?' must be followed by ':' or '<name>'; flags stand at the start of a pattern",
        at: start)
    }
    var name = ""
    while let scalar = peek(), scalar != ">" {
      guard ScalarSet.word.contains(scalar) || scalar.properties.isAlphabetic else {
        throw mistake("a group's name has letters, digits and '_' only")
      }
      name.unicodeScalars.append(scalar)
      position += 1
    }
    guard peek() == ">", !name.isEmpty else {
      throw mistake("a group's name must end with '>'", at: start)
    }
    position += 1
    groupCount += 1
    guard groupNames.updateValue(groupCount, forKey: name) == nil else {
      throw mistake("two groups have the name '\(name)'", at: start)
    }
    return groupCount
  }

  // MARK: Quantifiers

  private mutating func repetition() throws(TextPatternMistake) -> PatternRepetition? {
    let start = position
    var repetition: PatternRepetition
    switch peek() {
    case "*": repetition = PatternRepetition(least: 0, most: nil, isGreedy: true)
    case "+": repetition = PatternRepetition(least: 1, most: nil, isGreedy: true)
    case "?": repetition = PatternRepetition(least: 0, most: 1, isGreedy: true)
    case "{":
      guard let bounds = try bounds() else { return nil }
      repetition = bounds
      position -= 1
    default: return nil
    }
    position += 1
    if peek() == "?" {
      repetition.isGreedy = false
      position += 1
    } else if peek() == "+" {
      throw mistake("possessive quantifiers are not supported", at: start)
    }
    if let next = peek(), next == "*" || next == "+" || next == "?" {
      throw mistake("'\(next)' follows another quantifier; put a group around it", at: position)
    }
    return repetition
  }

  /// `{2}`, `{2,}` or `{2,3}`, up to and including the closing brace; `nil` for a brace that is
  /// text.
  private mutating func bounds() throws(TextPatternMistake) -> PatternRepetition? {
    let start = position
    position += 1
    let least = try count()
    var most = least
    if peek() == "," {
      position += 1
      most = try count()
    }
    guard let least, peek() == "}" else {
      position = start
      return nil
    }
    if let most, most < least {
      throw mistake("the counts in '{\(least),\(most)}' are in the wrong order", at: start)
    }
    position += 1
    return PatternRepetition(least: least, most: most, isGreedy: true)
  }

  private mutating func count() throws(TextPatternMistake) -> Int? {
    let start = position
    var count = 0
    while let scalar = peek(), ScalarSet.digits.contains(scalar) {
      count = count * 10 + Int(scalar.value - 0x30)
      guard count <= Self.maximumCount else {
        throw mistake("a count in braces must be at most \(Self.maximumCount)", at: start)
      }
      position += 1
    }
    return position == start ? nil : count
  }

  // MARK: Position

  func peek() -> Unicode.Scalar? {
    position < scalars.count ? scalars[position] : nil
  }

  func mistake(_ message: String, at offset: Int? = nil) -> TextPatternMistake {
    TextPatternMistake(message: message, offset: offset ?? position)
  }
}

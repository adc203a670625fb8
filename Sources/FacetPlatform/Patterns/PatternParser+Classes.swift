extension PatternParser {
  /// A class in brackets, after its opening one.
  mutating func characterClass(from start: Int) throws(TextPatternMistake) -> ScalarSet {
    var set = ScalarSet()
    var isInverted = false
    if peek() == "^" {
      isInverted = true
      position += 1
    }
    while let scalar = peek(), scalar != "]" {
      let place = position
      let low = try member()
      guard peek() == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
        set.insert(low)
        continue
      }
      position += 1
      let high = try member()
      guard let first = low.onlyScalar, let last = high.onlyScalar else {
        throw mistake("a range in brackets must be between two characters", at: place)
      }
      guard first <= last else {
        throw mistake("a range in brackets is in the wrong order", at: place)
      }
      set.insert(first...last)
    }
    guard peek() == "]" else { throw mistake("'[' has no ']'", at: start) }
    position += 1
    set.finish()
    return isInverted ? set.inverted : set
  }

  private mutating func member() throws(TextPatternMistake) -> ScalarSet {
    let start = position
    let scalar = scalars[position]
    position += 1
    guard scalar == "\\" else { return ScalarSet(scalar) }
    if peek() == "b" {
      position += 1
      return ScalarSet("\u{8}")
    }
    return try escapedSet(from: start)
  }

  /// An escape outside brackets.
  mutating func escape(from start: Int) throws(TextPatternMistake) -> PatternNode {
    switch peek() {
    case "b":
      position += 1
      return .assertion(.wordBoundary)
    case "B":
      position += 1
      return .assertion(.noWordBoundary)
    case "A":
      throw mistake("'\\A' is not supported; '^' stands for the start of the text", at: start)
    case "z", "Z":
      throw mistake("'\\Z' is not supported; '$' stands for the end of the text", at: start)
    case "k", "1", "2", "3", "4", "5", "6", "7", "8", "9":
      throw mistake("backreferences are not supported", at: start)
    default: return .scalars(folded(try escapedSet(from: start)))
    }
  }

  /// The characters for which an escape stands; the position is after its backslash.
  private mutating func escapedSet(from start: Int) throws(TextPatternMistake) -> ScalarSet {
    guard let letter = peek() else { throw mistake("'\\' ends the pattern", at: start) }
    position += 1
    switch letter {
    case "d": return .digits
    case "D": return ScalarSet.digits.inverted
    case "w": return .word
    case "W": return ScalarSet.word.inverted
    case "s": return .spaces
    case "S": return ScalarSet.spaces.inverted
    case "t": return ScalarSet("\t")
    case "n": return ScalarSet("\n")
    case "v": return ScalarSet("\u{B}")
    case "f": return ScalarSet("\u{C}")
    case "r": return ScalarSet("\r")
    case "0" where !(peek().map(ScalarSet.digits.contains) ?? false): return ScalarSet("\0")
    case "x": return ScalarSet(try hexadecimal(digits: 2, from: start))
    case "u": return ScalarSet(try codePoint(from: start))
    case "p": return try property(from: start, isExcluded: false)
    case "P": return try property(from: start, isExcluded: true)
    default:
      guard !ScalarSet.word.contains(letter) else {
        throw mistake("'\\\(letter)' is not an escape of this dialect", at: start)
      }
      return ScalarSet(letter)
    }
  }

  private mutating func codePoint(from start: Int) throws(TextPatternMistake) -> Unicode.Scalar {
    guard peek() == "{" else {
      let high = try hexadecimalValue(digits: 4, from: start)
      guard (0xD800...0xDBFF).contains(high),
        scalars[position...].starts(with: "\\u".unicodeScalars)
      else { return try scalar(high, from: start) }
      position += 2
      let low = try hexadecimalValue(digits: 4, from: start)
      guard (0xDC00...0xDFFF).contains(low) else {
        throw mistake("a surrogate must be half of a pair", at: start)
      }
      return try scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00), from: start)
    }
    guard let end = scalars[position...].firstIndex(of: "}"), end - position <= 9,
      let value = UInt32(Self.text(scalars[(position + 1)..<end]), radix: 16)
    else { throw mistake("'\\u{' needs a code point in hexadecimal and '}'", at: start) }
    position = end + 1
    return try scalar(value, from: start)
  }

  private mutating func hexadecimal(
    digits: Int, from start: Int
  ) throws(TextPatternMistake) -> Unicode.Scalar {
    try scalar(hexadecimalValue(digits: digits, from: start), from: start)
  }

  private mutating func hexadecimalValue(
    digits: Int, from start: Int
  ) throws(TextPatternMistake) -> UInt32 {
    let end = position + digits
    guard end <= scalars.count,
      scalars[position..<end].allSatisfy({ $0.properties.isASCIIHexDigit }),
      let value = UInt32(Self.text(scalars[position..<end]), radix: 16)
    else { throw mistake("this escape needs \(digits) hexadecimal digits", at: start) }
    position = end
    return value
  }

  private func scalar(_ value: UInt32, from start: Int) throws(TextPatternMistake) -> Unicode.Scalar
  {
    guard let scalar = Unicode.Scalar(value) else {
      throw mistake("this escape is not a Unicode character", at: start)
    }
    return scalar
  }

  /// `{Lu}` after `\p`.
  private mutating func property(
    from start: Int, isExcluded: Bool
  ) throws(TextPatternMistake) -> ScalarSet {
    guard peek() == "{", let end = scalars[position...].firstIndex(of: "}") else {
      throw mistake("'\\p' needs a property in braces, such as '\\p{L}'", at: start)
    }
    let name = Self.text(scalars[(position + 1)..<end])
    position = end + 1
    switch name {
    case "Any": return isExcluded ? ScalarSet() : .all
    case "ASCII":
      let ascii = ScalarSet([0...0x7F])
      return isExcluded ? ascii.inverted : ascii
    default:
      guard let property = ScalarSet.Property(named: name) else {
        throw mistake(
          "the property '\(name.prefix(40))' is not supported; general categories such as 'L' are",
          at: start)
      }
      var set = ScalarSet()
      set.insert(property, isExcluded: isExcluded)
      return set
    }
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    scalars.reduce(into: "") { $0.unicodeScalars.append($1) }
  }
}

extension ScalarSet {
  /// The scalar if the set has exactly one.
  fileprivate var onlyScalar: UInt32? {
    guard !isInverted, ranges.count == 1, ranges[0].count == 1, hasRangesOnly else { return nil }
    return ranges[0].lowerBound
  }
}

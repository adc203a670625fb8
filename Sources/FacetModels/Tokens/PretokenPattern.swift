/// The kinds of a text's scalars, as the patterns of vocabularies distinguish them.
struct ScalarScan {
  enum Kind: UInt8 {
    /// Capitals, which begin a word.
    case upper
    /// Small letters, which continue it.
    case lower
    /// Letters without case: both.
    case caseless
    /// Marks that belong to a letter without being letters.
    case mark
    case number
    case lineBreak
    case space
    case other
  }

  private(set) var kinds: [Kind] = []
  private(set) var scalars: [UInt32] = []
  private var offsets: [Int32] = []

  init(_ text: String) {
    kinds.reserveCapacity(text.utf8.count)
    scalars.reserveCapacity(text.utf8.count)
    offsets.reserveCapacity(text.utf8.count + 1)
    var offset: Int32 = 0
    for scalar in text.unicodeScalars {
      kinds.append(Self.kind(of: scalar))
      scalars.append(scalar.value)
      offsets.append(offset)
      offset += Int32(UTF8.width(scalar))
    }
    offsets.append(offset)
  }

  var count: Int { kinds.count }

  func index(_ position: Int, in text: String) -> String.Index {
    text.utf8.index(text.utf8.startIndex, offsetBy: Int(offsets[position]))
  }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    switch scalar.value {
    case 0x61...0x7A: return .lower
    case 0x41...0x5A: return .upper
    case 0x30...0x39: return .number
    case 0x0A, 0x0D: return .lineBreak
    case 0x20, 0x09, 0x0B, 0x0C: return .space
    case 0..<0x80: return .other
    default: break
    }
    if scalar.properties.isWhitespace { return .space }
    return switch scalar.properties.generalCategory {
    case .uppercaseLetter, .titlecaseLetter: .upper
    case .lowercaseLetter: .lower
    case .modifierLetter, .otherLetter: .caseless
    case .nonspacingMark, .spacingMark, .enclosingMark: .mark
    case .decimalNumber, .letterNumber, .otherNumber: .number
    default: .other
    }
  }
}

/// How a vocabulary splits a text into pieces before it joins bytes.
enum PretokenPattern {
  case o200k
  case cl100k

  /// The end of the piece that begins at a position.
  func end(of start: Int, in scan: ScalarScan) -> Int {
    switch self {
    case .o200k: return casedWord(start, scan) ?? common(start, scan)
    case .cl100k:
      if scan.scalars[start] == Self.apostrophe, let end = contraction(start, scan) { return end }
      return word(start, scan) ?? common(start, scan)
    }
  }

  private static let apostrophe: UInt32 = 0x27

  // MARK: Words

  /// A word with the mark before it; capitals begin a new word.
  private func casedWord(_ start: Int, _ scan: ScalarScan) -> Int? {
    for begin in begins(start, scan) {
      if let end = endsSmall(begin, scan) { return contraction(end, scan) ?? end }
    }
    for begin in begins(start, scan) {
      var end = begin
      while end < scan.count, isBeginning(scan.kinds[end]) { end += 1 }
      guard end > begin else { continue }
      while end < scan.count, isContinuation(scan.kinds[end]) { end += 1 }
      return contraction(end, scan) ?? end
    }
    return nil
  }

  /// The positions at which a word may begin: after a leading mark, or immediately.
  private func begins(_ start: Int, _ scan: ScalarScan) -> [Int] {
    switch scan.kinds[start] {
    case .upper, .lower, .caseless: [start]
    case .mark: [start + 1, start]
    case .space, .other: [start + 1]
    case .number, .lineBreak: []
    }
  }

  private func isBeginning(_ kind: ScalarScan.Kind) -> Bool {
    kind == .upper || kind == .caseless || kind == .mark
  }

  private func isContinuation(_ kind: ScalarScan.Kind) -> Bool {
    kind == .lower || kind == .caseless || kind == .mark
  }

  /// The end of capitals followed by at least one small letter, or of letters without case.
  private func endsSmall(_ begin: Int, _ scan: ScalarScan) -> Int? {
    var end = begin
    while end < scan.count, isBeginning(scan.kinds[end]) { end += 1 }
    if end < scan.count, scan.kinds[end] == .lower {
      while end < scan.count, isContinuation(scan.kinds[end]) { end += 1 }
      return end
    }
    // Back to the last letter that may count as small.
    while end > begin {
      if isContinuation(scan.kinds[end - 1]) { return end }
      end -= 1
    }
    return nil
  }

  /// Letters with the mark before them.
  private func word(_ start: Int, _ scan: ScalarScan) -> Int? {
    var end = start
    switch scan.kinds[start] {
    case .space, .other, .mark: end += 1
    case .number, .lineBreak: return nil
    default: break
    }
    let begin = end
    while end < scan.count, isLetter(scan.kinds[end]) { end += 1 }
    return end > begin ? end : nil
  }

  private func isLetter(_ kind: ScalarScan.Kind) -> Bool {
    kind == .upper || kind == .lower || kind == .caseless
  }

  /// The end of `'s`, `'ll` and so on, or `nil` if there is none here.
  private func contraction(_ start: Int, _ scan: ScalarScan) -> Int? {
    guard start + 1 < scan.count, scan.scalars[start] == Self.apostrophe else { return nil }
    func letter(_ offset: Int) -> UInt32 {
      start + offset < scan.count ? scan.scalars[start + offset] | 0x20 : 0
    }
    switch (letter(1), letter(2)) {
    case (0x73, _), (0x74, _), (0x6D, _), (0x64, _): return start + 2
    case (0x72, 0x65), (0x76, 0x65), (0x6C, 0x6C): return start + 3
    default: return nil
    }
  }

  // MARK: Numbers, marks and white space

  private func common(_ start: Int, _ scan: ScalarScan) -> Int {
    if scan.kinds[start] == .number {
      var end = start + 1
      while end < min(start + 3, scan.count), scan.kinds[end] == .number { end += 1 }
      return end
    }
    return marks(start, scan) ?? whiteSpace(start, scan)
  }

  private func marks(_ start: Int, _ scan: ScalarScan) -> Int? {
    var end = start
    if scan.scalars[start] == 0x20 { end += 1 }
    let begin = end
    while end < scan.count, scan.kinds[end] == .other || scan.kinds[end] == .mark { end += 1 }
    guard end > begin else { return nil }
    while end < scan.count,
      scan.kinds[end] == .lineBreak || self == .o200k && scan.scalars[end] == 0x2F
    { end += 1 }
    return end
  }

  private func whiteSpace(_ start: Int, _ scan: ScalarScan) -> Int {
    var end = start
    var lastBreak: Int?
    while end < scan.count, scan.kinds[end] == .space || scan.kinds[end] == .lineBreak {
      if scan.kinds[end] == .lineBreak { lastBreak = end }
      end += 1
    }
    if self == .cl100k, end == scan.count { return end }
    if let lastBreak { return lastBreak + 1 }
    if end == scan.count { return end }
    // The last blank belongs to the next word.
    return end - start > 1 ? end - 1 : end
  }
}

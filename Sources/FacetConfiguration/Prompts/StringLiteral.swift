internal import FacetJSON

/// Maps offsets in the decoded text of a JSON string to places in the file.
struct StringLiteral {
  private let source: [UInt8]
  private let location: SourceLocation

  /// - Parameters:
  ///   - source: The file's bytes, valid JSON.
  ///   - location: The place of the string's opening quote.
  init(in source: [UInt8], at location: SourceLocation) {
    self.source = source
    self.location = location
  }

  /// The place in the file of the byte at `offset` of the decoded text; a string ends on its own
  /// line.
  func location(ofByte offset: Int) -> SourceLocation {
    var position = openingQuote() + 1
    var column = location.column + 1
    var decoded = 0
    while decoded < offset, position < source.count, source[position] != UInt8(ascii: "\"") {
      let (length, text) = unit(at: position)
      column += source[position..<min(position + length, source.count)].count { $0 & 0xC0 != 0x80 }
      position += length
      decoded += text
    }
    return SourceLocation(line: location.line, column: column)
  }

  private func openingQuote() -> Int {
    var position = source.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 1
    while line < location.line, position < source.count {
      if source[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
    var column = 1
    while column < location.column, position < source.count {
      position += 1
      if position < source.count, source[position] & 0xC0 != 0x80 { column += 1 }
    }
    return position
  }

  /// The number of bytes of the character or escape at a position, in the file and in the text.
  private func unit(at position: Int) -> (source: Int, text: Int) {
    guard source[position] == UInt8(ascii: "\\"), position + 1 < source.count else { return (1, 1) }
    guard source[position + 1] == UInt8(ascii: "u") else { return (2, 1) }
    switch codeUnit(at: position + 2) {
    case ..<0x80: return (6, 1)
    case ..<0x800: return (6, 2)
    case 0xD800..<0xDC00: return (12, 4)
    default: return (6, 3)
    }
  }

  private func codeUnit(at position: Int) -> Int {
    let digits = source[min(position, source.count)..<min(position + 4, source.count)]
    return Int(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0
  }
}

/// Finds the encoding of a text that arrives in pieces, and the first byte that does not fit it.
struct EncodingSurvey {
  /// A byte that belongs to no UTF-8 character, and its 1-based line.
  struct Stray: Equatable {
    var byte: UInt8
    var line: Int
  }

  /// Multi-byte UTF-8 characters.
  private(set) var characters = 0
  /// Bytes that belong to no UTF-8 character.
  private(set) var strays = 0
  private(set) var firstStray: Stray?
  /// Line feeds so far.
  private(set) var lineFeeds = 0
  private var highBytes = 0
  /// High bytes that follow another one: common in other scripts, rare in Western words.
  private var adjacentHighBytes = 0
  private var followsHighByte = false
  /// Bytes from 0x80 to 0x9F: characters in Windows-1252, controls in Latin-1.
  private var controls = 0
  /// The number of these that Windows-1252 leaves undefined.
  private var undefined = 0
  /// The number of continuation bytes still needed, and the range of the next one.
  private var needed = 0
  private var range: ClosedRange<UInt8> = 0x80...0xBF
  private var pending: UInt8 = 0

  mutating func read(_ chunk: [UInt8]) {
    let bytes = chunk.span
    if needed == 0, !chunk.contains(where: { $0 >= 0x80 }) {
      lineFeeds += chunk.count { $0 == UInt8(ascii: "\n") }
      followsHighByte = false
      return
    }
    for index in bytes.indices { read(bytes[index]) }
  }

  /// Concludes the text at its end.
  mutating func finish() {
    if needed > 0 { stray(pending) }
    needed = 0
  }

  private mutating func read(_ byte: UInt8) {
    defer { followsHighByte = byte >= 0x80 }
    if byte >= 0x80 {
      highBytes += 1
      if followsHighByte { adjacentHighBytes += 1 }
      if byte < 0xA0 {
        controls += 1
        if Self.isUndefined(byte) { undefined += 1 }
      }
    }
    if needed > 0 {
      if range.contains(byte) {
        range = 0x80...0xBF
        needed -= 1
        if needed == 0 { characters += 1 }
        return
      }
      needed = 0
      stray(pending)
    }
    switch byte {
    case UInt8(ascii: "\n"): lineFeeds += 1
    case ..<0x80: break
    case 0xC2...0xDF: begin(byte, 1, 0x80...0xBF)
    case 0xE0: begin(byte, 2, 0xA0...0xBF)
    case 0xED: begin(byte, 2, 0x80...0x9F)
    case 0xE1...0xEF: begin(byte, 2, 0x80...0xBF)
    case 0xF0: begin(byte, 3, 0x90...0xBF)
    case 0xF1...0xF3: begin(byte, 3, 0x80...0xBF)
    case 0xF4: begin(byte, 3, 0x80...0x8F)
    default: stray(byte)
    }
  }

  private mutating func begin(_ byte: UInt8, _ count: Int, _ next: ClosedRange<UInt8>) {
    pending = byte
    needed = count
    range = next
  }

  private mutating func stray(_ byte: UInt8) {
    strays += 1
    if firstStray == nil { firstStray = Stray(byte: byte, line: lineFeeds + 1) }
  }

  /// Whether Windows-1252 gives a byte no character.
  private static func isUndefined(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x81, 0x8D, 0x8F, 0x90, 0x9D: true
    default: false
    }
  }

  /// The encoding that explains most of the text: UTF-8 if it has at least as many multi-byte
  /// characters as stray bytes, which is very rare in other encodings.
  func encoding(hasByteOrderMark: Bool) -> CSVDialect.Encoding {
    if strays == 0 || hasByteOrderMark || characters >= strays { return .utf8 }
    return controls == 0 ? .latin1 : .windows1252
  }

  /// A note for the reader about the encoding, or nil.
  func alert(_ encoding: CSVDialect.Encoding) -> String? {
    guard let firstStray else { return nil }
    let byte = "0x" + String(firstStray.byte, radix: 16, uppercase: true)
    if encoding == .utf8 {
      let count = strays == 1 ? "1 byte is" : "\(strays) bytes are"
      return "\(count) not UTF-8 and read as U+FFFD; the first is \(byte) on line "
        + "\(firstStray.line)"
    }
    if undefined > 0 {
      let count = undefined == 1 ? "1 byte has" : "\(undefined) bytes have"
      return
        "the file is neither UTF-8 nor Windows-1252: \(count) no meaning in either; the first byte "
        + "that is not UTF-8 is \(byte) on line \(firstStray.line); convert the file to UTF-8"
    }
    if adjacentHighBytes * 2 > highBytes, highBytes > 8 {
      return "the file is not UTF-8 and looks like none of the Western encodings; convert it to "
        + "UTF-8, for example with 'iconv -f ENCODING -t utf-8'"
    }
    return "the file is not UTF-8 and is read as \(encoding.name); the first such byte is \(byte) "
      + "on line \(firstStray.line)"
  }

  /// Whether some bytes have no character in the encoding.
  func hasUndecodable(_ encoding: CSVDialect.Encoding) -> Bool {
    switch encoding {
    case .utf8: strays > 0
    case .windows1252: undefined > 0
    case .latin1: false
    }
  }
}

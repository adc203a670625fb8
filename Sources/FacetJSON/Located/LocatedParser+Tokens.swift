extension LocatedParser {
  /// Skips white space, and comments if allowed.
  mutating func skipTrivia() throws(JSONSyntaxError) {
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        position += 1
      case UInt8(ascii: "/"): try skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(JSONSyntaxError) {
    let start = position
    let next = start + 1 < bytes.count ? bytes[start + 1] : nil
    guard next == UInt8(ascii: "/") || next == UInt8(ascii: "*") else {
      throw error(at: start, "unexpected '/', a comment begins with '//' or '/*'")
    }
    guard rules.allowsComments else {
      throw error(at: start, "comments are not allowed here")
    }
    position += 2
    if next == UInt8(ascii: "/") {
      while let byte = peek(), byte != UInt8(ascii: "\n") { try passCommentByte(byte) }
      return
    }
    while let byte = peek() {
      if byte == UInt8(ascii: "*"), position + 1 < bytes.count,
        bytes[position + 1] == UInt8(ascii: "/")
      {
        position += 2
        return
      }
      try passCommentByte(byte)
    }
    throw error(at: start, "unterminated comment, expected '*/' before the end of data")
  }

  private mutating func passCommentByte(_ byte: UInt8) throws(JSONSyntaxError) {
    if byte == 0 { throw error(at: position, "NUL characters are not allowed") }
    position += 1
  }

  /// `true`, `false` or `null`; anything else is a mistake at this position.
  mutating func literal() throws(JSONSyntaxError) -> LocatedValue.Content {
    let start = position
    var end = start
    while end < bytes.count, isWordByte(bytes[end]) { end += 1 }
    switch String(decoding: bytes[start..<end], as: UTF8.self) {
    case "true":
      position = end
      return .bool(true)
    case "false":
      position = end
      return .bool(false)
    case "null":
      position = end
      return .null
    case "":
      if bytes[start] == UInt8(ascii: "'") {
        throw error(at: start, "expected a value; strings need double quotes")
      }
      throw error(at: start, "expected a value, not \(found(at: start))")
    case let word where end == bytes.count && isBeginningOfLiteral(word):
      throw endOfData()
    case "NaN", "nan", "Infinity", "inf":
      throw error(at: start, "JSON has no NaN and no infinity, expected a number or 'null'")
    case let word where ["true", "false", "null", "none"].contains(word.lowercased()):
      let right = word.lowercased() == "none" ? "null" : word.lowercased()
      throw error(at: start, "unknown word '\(word)', did you mean '\(right)'")
    case let word where word.utf8.count <= 40:
      throw error(at: start, "unknown word '\(word)'; strings need double quotes")
    default:
      throw error(at: start, "unknown word; strings need double quotes")
    }
  }

  private func isBeginningOfLiteral(_ word: String) -> Bool {
    ["true", "false", "null"].contains { $0.hasPrefix(word) }
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// A number with its original text.
  mutating func number() throws(JSONSyntaxError) -> JSONNumber {
    let start = position
    let scan = NumberScan(of: bytes.span, at: start)
    switch scan.fault {
    case nil: break
    case .ended: throw endOfData()
    case .leadingZero:
      throw error(at: start, "a number must not have leading zeros")
    case .noDigits(let offset):
      throw error(at: offset, "expected a digit, not \(found(at: offset))")
    case .trailing(let offset):
      throw error(at: offset, "unexpected \(found(at: offset)) in a number")
    }
    let text = String(decoding: bytes[start..<scan.end], as: UTF8.self)
    if rules.limitsDoubles, Double(text)?.isFinite != true {
      throw error(at: start, "the number is out of range, a double's limit is about 1.8e308")
    }
    if rules.limitsIntegers, scan.isInteger, Int64(text) == nil, UInt64(text) == nil {
      throw error(
        at: start, "the integer does not fit in 64 bits, write it as a string to keep it")
    }
    position = scan.end
    return JSONNumber(validated: text)
  }

  /// A string without its quotes and escapes.
  mutating func string(isKey: Bool) throws(JSONSyntaxError) -> String {
    position += 1
    var content: [UInt8] = []
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"):
        try escape(into: &content, isKey: isKey)
      case 0: throw error(at: position, "NUL characters are not allowed")
      case 1..<0x20:
        let right = escapeText(of: byte)
        throw error(
          at: position,
          "control character \(codePoint(UInt32(byte))) in a string must be written '\(right)'")
      default:
        content.append(byte)
        position += 1
      }
    }
    throw endOfData()
  }

  private mutating func escape(
    into content: inout [UInt8], isKey: Bool
  ) throws(JSONSyntaxError) {
    let start = position
    guard start + 1 < bytes.count else { throw endOfData() }
    position += 2
    switch bytes[start + 1] {
    case UInt8(ascii: "\""): content.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): content.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "/"): content.append(UInt8(ascii: "/"))
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "u"):
      let scalar = try unicodeEscape(at: start)
      if scalar == "\0", !(isKey ? rules.allowsNULInKeys : rules.allowsNULInValues) {
        throw error(
          at: start, isKey ? "'\\u0000' is not allowed in a key" : "'\\u0000' is not allowed")
      }
      content.append(contentsOf: String(scalar).utf8)
    default:
      throw error(
        at: start,
        #"unknown escape, expected one of '\"', '\\', '\/', '\b', '\f', '\n', '\r', '\t', '\u'"#)
    }
  }

  /// The scalar of a `\u` escape or of a pair of them; the position is after the first `\u`.
  private mutating func unicodeEscape(at start: Int) throws(JSONSyntaxError) -> UnicodeScalar {
    let first = try fourHexDigits()
    guard 0xD800..<0xE000 ~= first else {
      return UnicodeScalar(first) ?? "\u{FFFD}"
    }
    if first < 0xDC00, position >= bytes.count { throw endOfData() }
    if first < 0xDC00, position + 1 >= bytes.count, peek() == UInt8(ascii: "\\") {
      throw endOfData()
    }
    if first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      let second = try fourHexDigits()
      if 0xDC00..<0xE000 ~= second {
        return UnicodeScalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)) ?? "\u{FFFD}"
      }
    }
    throw error(
      at: start, "unpaired surrogate escape, a character beyond U+FFFF needs two '\\u' escapes")
  }

  private mutating func fourHexDigits() throws(JSONSyntaxError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek() else { throw endOfData() }
      guard let digit = hexDigitValue(byte) else {
        throw error(at: position, "expected four hexadecimal digits after '\\u'")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}

/// The value of a hexadecimal digit, or `nil` for any other byte.
func hexDigitValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}

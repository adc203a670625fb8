extension JSONWriter {
  /// Appends a string with its quotes and escapes.
  mutating func appendQuoted(_ string: String) {
    let start = bytes.count
    defer { if style == .line { escapeLineSeparators(from: start) } }
    bytes.append(UInt8(ascii: "\""))
    let utf8 = string.utf8.span
    var offset = 0
    while true {
      let end = endOfPlainRun(in: utf8, from: offset)
      bytes.append(utf8.extracting(offset..<end))
      guard end < utf8.count else { break }
      appendEscape(of: utf8[end])
      offset = end + 1
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Escapes U+0085, U+2028 and U+2029, the line ends that JSON allows in strings.
  private mutating func escapeLineSeparators(from start: Int) {
    guard hasLineSeparator(bytes.span, from: start) else { return }
    let written = Array(bytes[start...])
    bytes.removeSubrange(start...)
    var index = 0
    while index < written.count {
      let rest = written[index...]
      if rest.starts(with: [0xC2, 0x85]) {
        bytes.append("\\u0085".utf8.span)
        index += 2
      } else if rest.starts(with: [0xE2, 0x80, 0xA8]) || rest.starts(with: [0xE2, 0x80, 0xA9]) {
        bytes.append((written[index + 2] == 0xA8 ? "\\u2028" : "\\u2029").utf8.span)
        index += 3
      } else {
        bytes.append(written[index])
        index += 1
      }
    }
  }

  private func hasLineSeparator(_ text: Span<UInt8>, from start: Int) -> Bool {
    var offset = start
    while let found = offsetOfByte(0xE2, in: text, from: offset) {
      if found + 2 < text.count, text[found + 1] == 0x80, text[found + 2] | 1 == 0xA9 {
        return true
      }
      offset = found + 1
    }
    offset = start
    while let found = offsetOfByte(0xC2, in: text, from: offset) {
      if found + 1 < text.count, text[found + 1] == 0x85 { return true }
      offset = found + 1
    }
    return false
  }

  private mutating func appendEscape(of byte: UInt8) {
    bytes.append(escapeText(of: byte).utf8.span)
  }
}

/// The escape for a byte that a string cannot contain literally.
func escapeText(of byte: UInt8) -> String {
  switch byte {
  case UInt8(ascii: "\""): return "\\\""
  case UInt8(ascii: "\\"): return "\\\\"
  case 0x08: return "\\b"
  case 0x09: return "\\t"
  case 0x0A: return "\\n"
  case 0x0C: return "\\f"
  case 0x0D: return "\\r"
  default:
    let digits = String(byte, radix: 16)
    return "\\u00" + (byte < 0x10 ? "0" : "") + digits
  }
}

extension JSONWriter {
  /// Appends a string with its quotes and escapes.
  mutating func appendQuoted(_ string: String) {
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

  private mutating func appendEscape(of byte: UInt8) {
    bytes.append(escapeText(of: byte).utf8.span)
  }
}

/// How a byte that cannot stand in a string is written there.
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

extension JSONWriter {
  /// Appends a string with its quotes and escapes.
  mutating func appendQuoted(_ string: String) {
    bytes.append(UInt8(ascii: "\""))
    let utf8 = string.utf8
    let span = utf8.span
    var runStart = 0
    var offset = 0
    let count = span.count
    while offset < count {
      guard needsEscape(span[offset]) else {
        offset += 1
        continue
      }
      append(utf8, from: runStart, to: offset)
      appendEscape(of: span[offset])
      offset += 1
      runStart = offset
    }
    if runStart == 0 {
      bytes.append(contentsOf: utf8)
    } else {
      append(utf8, from: runStart, to: count)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func append(_ utf8: String.UTF8View, from start: Int, to end: Int) {
    guard start < end else { return }
    let lower = utf8.index(utf8.startIndex, offsetBy: start)
    let upper = utf8.index(lower, offsetBy: end - start)
    bytes.append(contentsOf: utf8[lower..<upper])
  }

  private mutating func appendEscape(of byte: UInt8) {
    bytes.append(contentsOf: escapeText(of: byte).utf8)
  }
}

@inline(__always)
private func needsEscape(_ byte: UInt8) -> Bool {
  byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
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

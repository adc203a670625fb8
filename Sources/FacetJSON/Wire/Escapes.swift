/// Whether json-c 0.16 reads a pair that begins with this code unit as U+FFFD.
///
/// It looks at a pair's scalar once more as if it were a code unit, and takes those whose lower 16
/// bits are a surrogate's, such as U+1DA00 and the ideographs from U+2D800, for unpaired.
func isMisreadHighSurrogate(_ codeUnit: UInt32) -> Bool {
  0xD800..<0xDC00 ~= codeUnit && codeUnit & 0x3E == 0x36
}

/// Whether an escape stands there that json-c does not read for what it is: a NUL, at which it ends
/// a key, or a pair of which ``isMisreadHighSurrogate(_:)`` holds.
func hasMisreadEscape(in bytes: Span<UInt8>) -> Bool {
  var offset = 0
  while let backslash = offsetOfByte(UInt8(ascii: "\\"), in: bytes, from: offset) {
    offset = backslash + 2
    guard offset < bytes.count, bytes[offset - 1] == UInt8(ascii: "u") else { continue }
    if let value = codeUnit(bytes, at: &offset), value == 0 || isMisreadHighSurrogate(value) {
      return true
    }
  }
  return false
}

/// The value of four hexadecimal digits; `nil` leaves the offset at what is none.
func codeUnit(_ bytes: Span<UInt8>, at offset: inout Int) -> UInt32? {
  var value: UInt32 = 0
  for _ in 0..<4 {
    guard offset < bytes.count, let digit = hexDigitValue(bytes[offset]) else { return nil }
    value = value << 4 | UInt32(digit)
    offset += 1
  }
  return value
}

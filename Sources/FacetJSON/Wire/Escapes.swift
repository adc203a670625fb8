/// Whether json-c 0.16 reads a pair that begins with this code unit as U+FFFD.
///
/// json-c checks a pair's scalar once more as if it were a code unit. If its lower 16 bits are a
/// surrogate's, as in U+1DA00 and the ideographs from U+2D800, it treats the pair as unpaired.
func isMisreadHighSurrogate(_ codeUnit: UInt32) -> Bool {
  0xD800..<0xDC00 ~= codeUnit && codeUnit & 0x3E == 0x36
}

/// Whether the bytes contain an escape that json-c misreads: a NUL, which cuts a key short, or a
/// pair that satisfies ``isMisreadHighSurrogate(_:)``.
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

/// The value of four hexadecimal digits; on `nil`, the offset is that of the first other byte.
func codeUnit(_ bytes: Span<UInt8>, at offset: inout Int) -> UInt32? {
  var value: UInt32 = 0
  for _ in 0..<4 {
    guard offset < bytes.count, let digit = hexDigitValue(bytes[offset]) else { return nil }
    value = value << 4 | UInt32(digit)
    offset += 1
  }
  return value
}

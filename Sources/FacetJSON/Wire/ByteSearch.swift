internal import CJSONC

/// Whether `\u0000` stands somewhere in the bytes.
func containsEscapedNUL(_ bytes: Span<UInt8>) -> Bool {
  unsafe bytes.withUnsafeBytes { buffer in
    unsafe cjsonc_contains(buffer.baseAddress, buffer.count, #"\u0000"#)
  }
}

/// The offset of the first line feed at or after an offset, or `nil`.
func offsetOfLineFeed(in bytes: Span<UInt8>, from start: Int) -> Int? {
  guard start < bytes.count else { return nil }
  let rest = bytes.extracting(start...)
  let distance = unsafe rest.withUnsafeBytes { buffer in
    unsafe cjsonc_offset_of_byte(buffer.baseAddress, buffer.count, Int32(UInt8(ascii: "\n")))
  }
  return distance < 0 ? nil : start + distance
}

/// Whether JSON allows the byte between tokens.
@inline(__always)
func isWhiteSpace(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    || byte == UInt8(ascii: "\t")
}

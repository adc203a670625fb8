internal import CJSONC

/// The first offset of a byte at or after an offset; `nil` if there is none.
func offsetOfByte(_ byte: UInt8, in bytes: Span<UInt8>, from start: Int) -> Int? {
  guard start < bytes.count else { return nil }
  let rest = bytes.extracting(start...)
  let distance = unsafe rest.withUnsafeBytes { buffer in
    unsafe cjsonc_offset_of_byte(buffer.baseAddress, buffer.count, Int32(byte))
  }
  return distance < 0 ? nil : start + distance
}

/// The first offset of a byte sequence at or after an offset; `nil` if there is none.
package func offset(of part: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
  guard start < bytes.count, !part.isEmpty else { return nil }
  let distance = unsafe bytes.withUnsafeBytes { buffer in
    unsafe part.withUnsafeBytes { wanted in
      let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[start...])
      return unsafe cjsonc_offset_of_bytes(
        rest.baseAddress, rest.count, wanted.baseAddress, wanted.count)
    }
  }
  return distance < 0 ? nil : start + distance
}

/// The offset of the first byte, at or after an offset, that a string cannot contain literally; the
/// count of bytes if there is none.
@inline(__always)
func endOfPlainRun(in bytes: Span<UInt8>, from start: Int) -> Int {
  let rest = bytes.extracting(start...)
  return start
    + (unsafe rest.withUnsafeBytes { buffer in
      unsafe Int(cjsonc_plain_run(buffer.baseAddress, buffer.count))
    })
}

extension [UInt8] {
  /// Appends bytes in one copy.
  @inline(__always)
  mutating func append(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}

/// Whether JSON allows the byte between tokens.
@inline(__always)
func isWhiteSpace(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    || byte == UInt8(ascii: "\t")
}

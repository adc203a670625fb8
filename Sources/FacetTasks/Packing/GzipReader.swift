/// Reads one gzip member (RFC 1952) and nothing after it.
package enum GzipReader {
  /// The decompressed bytes.
  ///
  /// - Throws: ``ArchiveRefusal`` also for a second member, and for more bytes than the limits allow.
  package static func bytes(
    of input: [UInt8], limits: ArchiveLimits = ArchiveLimits()
  ) throws(ArchiveRefusal) -> [UInt8] {
    let start = try headerEnd(of: input)
    // Headers and padding come on top of the files.
    let most = min(
      limits.total + limits.members * 1024 + 1024,
      max(1 << 20, input.count * limits.ratio))
    let (bytes, end) = try Inflate.bytes(of: input, from: start, limit: most)
    guard input.count >= end + 8 else { throw ArchiveRefusal("ends in the middle") }
    guard number(input, at: end) == CRC32.value(of: bytes) else {
      throw ArchiveRefusal("is damaged: its checksum is wrong")
    }
    guard number(input, at: end + 4) == UInt32(truncatingIfNeeded: bytes.count) else {
      throw ArchiveRefusal("is damaged: its length is wrong")
    }
    guard input.count == end + 8 else { throw ArchiveRefusal("has data after its compressed part") }
    return bytes
  }

  package static func isGzip(_ input: [UInt8]) -> Bool { input.starts(with: [0x1F, 0x8B]) }

  private static func headerEnd(of input: [UInt8]) throws(ArchiveRefusal) -> Int {
    guard input.count > 18, isGzip(input), input[2] == 8, input[3] & 0xE0 == 0 else {
      throw ArchiveRefusal("has no header of gzip")
    }
    var offset = 10
    if input[3] & 4 != 0 { offset += 2 + Int(input[10]) + Int(input[11]) << 8 }
    for flag in [8, 16] as [UInt8] where input[3] & flag != 0 {
      guard offset < input.count, let end = input[offset...].firstIndex(of: 0) else {
        throw ArchiveRefusal("ends in the middle")
      }
      offset = end + 1
    }
    if input[3] & 2 != 0 { offset += 2 }
    guard offset < input.count else { throw ArchiveRefusal("ends in the middle") }
    return offset
  }

  private static func number(_ input: [UInt8], at offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(input[offset + $1]) << UInt32(8 * $1) }
  }
}

/// The checksum of gzip.
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
    }
  }

  static func value(of bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 0xFF)] }
  }
}

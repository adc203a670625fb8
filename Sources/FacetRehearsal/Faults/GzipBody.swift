/// Bodies with a content coding of gzip.
enum GzipBody {
  private static let head: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]

  /// The bytes as gzip, in uncompressed blocks.
  static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var body = head
    var start = 0
    repeat {
      let end = min(start + 0xffff, bytes.count)
      let length = UInt16(end - start)
      body.append(end == bytes.count ? 1 : 0)
      body.append(contentsOf: littleEndian(length))
      body.append(contentsOf: littleEndian(~length))
      body.append(contentsOf: bytes[start..<end])
      start = end
    } while start < bytes.count
    body.append(contentsOf: littleEndian(checksum(of: bytes)))
    body.append(contentsOf: littleEndian(UInt32(truncatingIfNeeded: bytes.count)))
    return body
  }

  /// 1.7 MB that unpack to 256 MiB of spaces.
  static let bomb = spaces(matches: 1_040_448, checksum: 0x2c83_2642)

  /// One space and the given number of matches of 258 more, a multiple of 16, packed into 13 bits
  /// each.
  ///
  /// One block with the fixed Huffman codes: a space, then matches at distance 1. Eight matches are
  /// 13 whole bytes, so their pattern repeats, whatever bit the first of them begins at.
  ///
  /// - Parameter checksum: The CRC-32 of the unpacked spaces.
  static func spaces(matches: Int, checksum: UInt32) -> [UInt8] {
    var bits = BitWriter()
    // From the lowest bit: last block, fixed codes; then the literal.
    bits.append(0b1, count: 1)
    bits.append(0b01, count: 2)
    bits.appendCode(0x30 + 0x20, count: 8)
    for _ in 0..<16 { bits.appendMatch() }
    // 14 bytes end three bits short of a match's end, as does every 13th byte after them.
    let period = Array(bits.bytes[14..<27])
    var body = head + bits.bytes[..<14]
    body.reserveCapacity(matches * 13 / 8 + 40)
    for _ in 1..<(matches / 8) { body.append(contentsOf: period) }
    var end = BitWriter()
    end.append(UInt32(period[0]) & 0b111, count: 3)
    end.appendCode(0, count: 7)
    body.append(contentsOf: end.finished())
    body.append(contentsOf: littleEndian(checksum))
    body.append(contentsOf: littleEndian(UInt32(1 + 258 * matches)))
    return body
  }

  static func checksum(of bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
      (sum >> 8) ^ table[Int((sum ^ UInt32(byte)) & 0xff)]
    }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { sum, _ in
      sum & 1 == 1 ? (sum >> 1) ^ 0xedb8_8320 : sum >> 1
    }
  }

  private static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    stride(from: 0, to: Number.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}

/// Bits in the order of deflate: from the lowest bit of each byte.
private struct BitWriter {
  /// The whole bytes so far.
  private(set) var bytes: [UInt8] = []
  private var pending: UInt32 = 0
  private var count = 0

  mutating func append(_ bits: UInt32, count added: Int) {
    pending |= bits << count
    count += added
    while count >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      count -= 8
    }
  }

  /// Appends a Huffman code; only these are written from the highest bit in deflate.
  mutating func appendCode(_ code: UInt32, count: Int) {
    for bit in stride(from: count - 1, through: 0, by: -1) { append((code >> bit) & 1, count: 1) }
  }

  /// Appends a match of 258 bytes (symbol 285) at distance 1 (symbol 0).
  mutating func appendMatch() {
    appendCode(0b1100_0101, count: 8)
    appendCode(0, count: 5)
  }

  /// All bits; the last byte is padded with zeros.
  func finished() -> [UInt8] {
    count == 0 ? bytes : bytes + [UInt8(truncatingIfNeeded: pending)]
  }
}

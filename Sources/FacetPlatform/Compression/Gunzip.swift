/// Decompresses gzip data (RFC 1952) in pieces, in bounded memory.
package struct Gunzip {
  private var reader: BitReader
  private var inflate = Inflate()
  private var checksum = CRC32()
  /// Bytes of the member so far.
  private var memberSize = 0
  /// Bytes of all members so far.
  private var size = 0
  private var isInMember = false
  /// Members that have ended.
  package private(set) var memberCount = 0
  /// Whether zeros follow a member.
  package private(set) var hasPadding = false
  private let limit: Int
  private let ratio: Int

  /// - Parameters:
  ///   - limit: The number of bytes that any data may decompress to.
  ///   - ratio: Beyond the limit, the most bytes for each compressed byte.
  ///   - refill: Returns the next compressed bytes; none at the end.
  package init(
    limit: Int, ratio: Int, refill: @escaping () throws(SystemError) -> [UInt8]
  ) {
    reader = BitReader(refill: refill)
    self.limit = limit
    self.ratio = ratio
  }

  /// Whether bytes begin as gzip data does.
  package static func isGzip(_ start: some Collection<UInt8>) -> Bool {
    start.starts(with: [0x1F, 0x8B])
  }

  /// The next bytes; none at the end.
  package mutating func next() throws(GzipFault) -> [UInt8] {
    while true {
      if !isInMember {
        guard try begin() else { return [] }
      }
      let piece = try inflate.next(&reader)
      if piece.isEmpty {
        try end()
        continue
      }
      checksum.add(piece)
      memberSize += piece.count
      size += piece.count
      let most = max(limit, reader.byteCount.multiplied(saturatingBy: ratio))
      guard size <= most else { throw .tooLarge(limit: most) }
      return Array(piece)
    }
  }

  /// Reads a member's header; returns whether there is another member.
  private mutating func begin() throws(GzipFault) -> Bool {
    if memberCount > 0 {
      // Tapes and some archivers fill the rest of a block with zeros.
      repeat {
        if try reader.isAtEnd() { return false }
        try reader.load()
        if reader.window & 0xFF != 0 { break }
        hasPadding = true
        try reader.skip(8)
      } while true
    }
    guard try reader.take(16) == 0x8B1F else {
      throw .damaged(
        memberCount > 0 ? "other data follows its compressed part" : "it has no gzip header")
    }
    guard try reader.take(8) == 8 else { throw .damaged("its kind of compression is unknown") }
    let flags = try reader.take(8)
    guard flags & 0xE0 == 0 else { throw .damaged("its gzip header is not valid") }
    _ = try reader.take(32)
    _ = try reader.take(16)
    if flags & 4 != 0 {
      for _ in 0..<(try reader.take(16)) { _ = try reader.take(8) }
    }
    for flag in [8, 16] where flags & flag != 0 {
      while try reader.take(8) != 0 {}
    }
    if flags & 2 != 0 { _ = try reader.take(16) }
    inflate = Inflate()
    checksum = CRC32()
    memberSize = 0
    isInMember = true
    return true
  }

  private mutating func end() throws(GzipFault) {
    try reader.skipToByte()
    guard try reader.take(32) == Int(checksum.value) else {
      throw .damaged("its checksum is wrong")
    }
    guard try reader.take(32) == memberSize & 0xFFFF_FFFF else {
      throw .damaged("its length is wrong")
    }
    memberCount += 1
    isInMember = false
  }
}

/// A vocabulary of byte pairs, which counts tokens exactly.
package final class BytePairVocabulary: Sendable {
  /// All tokens, one after another.
  private let bytes: [UInt8]
  /// The start of each token, in file order; one more at the end.
  private let starts: [Int32]
  private let ranks: [Int32]
  /// Indices into ``starts`` by hash, with open addressing; -1 for none.
  private let table: [Int32]
  private let pattern: PretokenPattern

  /// The rank of anything that is not a token.
  static let none = Int32.max

  /// Reads a file of lines, each a token in Base64, a space, and its rank.
  ///
  /// - Returns: `nil` for anything else.
  package init?(file: [UInt8], vocabulary: TokenEstimator.Vocabulary) {
    pattern = vocabulary == .o200k ? .o200k : .cl100k
    var bytes: [UInt8] = []
    bytes.reserveCapacity(file.count)
    var starts: [Int32] = []
    var ranks: [Int32] = []
    var offset = 0
    while offset < file.count {
      starts.append(Int32(bytes.count))
      guard Self.readToken(file, &offset, into: &bytes),
        let rank = Self.readRank(file, &offset)
      else { return nil }
      ranks.append(rank)
    }
    guard !ranks.isEmpty else { return nil }
    starts.append(Int32(bytes.count))
    var size = 1
    while size < ranks.count * 2 { size *= 2 }
    var table = Array(repeating: Int32(-1), count: size)
    for index in ranks.indices {
      let range = Int(starts[index])..<Int(starts[index + 1])
      var slot = Self.hash(bytes.span, range) & (size - 1)
      while table[slot] >= 0 { slot = (slot + 1) & (size - 1) }
      table[slot] = Int32(index)
    }
    self.bytes = bytes
    self.starts = starts
    self.ranks = ranks
    self.table = table
  }

  /// The number of tokens of a text.
  package func count(_ text: String) -> Int {
    var known: [Substring: Int] = [:]
    return count(text, known: &known)
  }

  /// The number of tokens of a text.
  ///
  /// - Parameter known: The counts of earlier words, among them most words of a task.
  package func count(_ text: String, known: inout [Substring: Int]) -> Int {
    let scan = ScalarScan(text)
    var sum = 0
    var start = 0
    while start < scan.count {
      let end = pattern.end(of: start, in: scan)
      let piece = text[scan.index(start, in: text)..<scan.index(end, in: text)]
      if let count = known[piece] {
        sum += count
      } else {
        let count = pieceCount(Array(piece.utf8))
        // Long pieces rarely recur.
        if piece.utf8.count <= 32 { known[piece] = count }
        sum += count
      }
      start = end
    }
    return sum
  }

  /// The tokens of a piece: the whole piece, or pairs joined in the order of their ranks.
  private func pieceCount(_ piece: [UInt8]) -> Int {
    if rank(piece, 0..<piece.count) != Self.none { return 1 }
    return PairMerge(length: piece.count).count { self.rank(piece, $0) }
  }

  /// The rank of a run of bytes, or ``none``.
  private func rank(_ piece: [UInt8], _ range: Range<Int>) -> Int32 {
    var slot = Self.hash(piece.span, range) & (table.count - 1)
    while table[slot] >= 0 {
      let index = Int(table[slot])
      let start = Int(starts[index])
      if Int(starts[index + 1]) - start == range.count {
        var offset = 0
        while offset < range.count, bytes[start + offset] == piece[range.lowerBound + offset] {
          offset += 1
        }
        if offset == range.count { return ranks[index] }
      }
      slot = (slot + 1) & (table.count - 1)
    }
    return Self.none
  }

  private static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3 }
    return Int(truncatingIfNeeded: (hash ^ (hash >> 29)) & 0x7FFF_FFFF)
  }

  private static func readToken(
    _ file: [UInt8], _ offset: inout Int, into bytes: inout [UInt8]
  ) -> Bool {
    var buffer: UInt32 = 0
    var bits: UInt32 = 0
    while offset < file.count, file[offset] != 0x20 {
      let value: UInt8
      switch file[offset] {
      case 0x41...0x5A: value = file[offset] - 0x41
      case 0x61...0x7A: value = file[offset] - 0x61 + 26
      case 0x30...0x39: value = file[offset] - 0x30 + 52
      case 0x2B: value = 62
      case 0x2F: value = 63
      case 0x3D:
        offset += 1
        continue
      default: return false
      }
      buffer = buffer << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
      }
      offset += 1
    }
    offset += 1
    return offset < file.count
  }

  private static func readRank(_ file: [UInt8], _ offset: inout Int) -> Int32? {
    var rank: Int32 = 0
    let start = offset
    while offset < file.count, file[offset] &- 0x30 < 10, rank < 100_000_000 {
      rank = rank * 10 + Int32(file[offset] - 0x30)
      offset += 1
    }
    guard offset > start, offset == file.count || file[offset] == 0x0A else { return nil }
    offset += 1
    return rank
  }
}

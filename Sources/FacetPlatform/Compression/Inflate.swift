/// Undoes deflate compression (RFC 1951) in pieces, in bounded memory.
struct Inflate {
  static let damaged = GzipFault.damaged("its compressed data is not valid")

  private enum Block {
    case none
    case stored(Int)
    case compressed(HuffmanCode, HuffmanCode)
  }

  private static let windowSize = 32 << 10
  private static let pieceSize = 128 << 10

  /// The last bytes before the piece, to which the data refers, and the piece itself.
  private var output: [UInt8] = []
  private var block = Block.none
  private var isLast = false
  /// Thrown once the bytes before it have been returned.
  private var fault: GzipFault?

  /// The next bytes; none at the end of the compressed data.
  mutating func next(_ reader: inout BitReader) throws(GzipFault) -> ArraySlice<UInt8> {
    if let fault { throw fault }
    if output.count > Self.windowSize { output.removeFirst(output.count - Self.windowSize) }
    let start = output.count
    do throws(GzipFault) {
      try fill(upTo: start + Self.pieceSize, &reader)
    } catch {
      guard output.count > start else { throw error }
      fault = error
    }
    return output[start...]
  }

  private mutating func fill(upTo end: Int, _ reader: inout BitReader) throws(GzipFault) {
    while output.count < end {
      switch block {
      case .none:
        if isLast { return }
        try begin(&reader)
      case .stored(let count):
        let taken = min(count, end - output.count)
        for _ in 0..<taken { output.append(UInt8(try reader.take(8))) }
        block = taken == count ? .none : .stored(count - taken)
      case .compressed(let lengths, let distances):
        if try expand(lengths, distances, upTo: end, &reader) { block = .none }
      }
    }
  }

  private mutating func begin(_ reader: inout BitReader) throws(GzipFault) {
    isLast = try reader.take(1) == 1
    switch try reader.take(2) {
    case 0:
      try reader.skipToByte()
      let count = try reader.take(16)
      guard try reader.take(16) == ~count & 0xFFFF else { throw Self.damaged }
      block = .stored(count)
    case 1: block = .compressed(.fixedLengths, .fixedDistances)
    case 2:
      let (lengths, distances) = try Self.codes(&reader)
      block = .compressed(lengths, distances)
    default: throw Self.damaged
    }
  }

  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]
  private static let lengthBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
    2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
  ]

  /// Expands symbols until the piece is full; returns whether the block has ended.
  private mutating func expand(
    _ lengths: HuffmanCode, _ distances: HuffmanCode, upTo end: Int, _ reader: inout BitReader
  ) throws(GzipFault) -> Bool {
    while output.count < end {
      // A length, its bits, a distance and its bits are 48 bits at most.
      try reader.load()
      let symbol = try lengths.symbol(&reader)
      if symbol < 256 {
        output.append(UInt8(symbol))
        continue
      }
      if symbol == 256 { return true }
      guard symbol - 257 < Self.lengthBases.count else { throw Self.damaged }
      let length =
        Self.lengthBases[symbol - 257] + (try reader.take(Self.lengthBits[symbol - 257]))
      let code = try distances.symbol(&reader)
      guard code < Self.distanceBases.count else { throw Self.damaged }
      let distance = Self.distanceBases[code] + (try reader.take(max(0, code / 2 - 1)))
      guard distance <= output.count else { throw Self.damaged }
      let source = output.count - distance
      for offset in 0..<length { output.append(output[source + offset]) }
    }
    return false
  }

  /// The codes at the start of a block.
  private static func codes(
    _ reader: inout BitReader
  ) throws(GzipFault) -> (lengths: HuffmanCode, distances: HuffmanCode) {
    let lengthCount = try reader.take(5) + 257
    let distanceCount = try reader.take(5) + 1
    let codeCount = try reader.take(4) + 4
    guard lengthCount <= 286, distanceCount <= 30 else { throw damaged }
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var lengths = [Int](repeating: 0, count: 19)
    for index in 0..<codeCount { lengths[order[index]] = try reader.take(3) }
    guard let meta = HuffmanCode(lengths: lengths) else { throw damaged }
    var all: [Int] = []
    while all.count < lengthCount + distanceCount {
      try reader.load()
      let symbol = try meta.symbol(&reader)
      switch symbol {
      case 0..<16: all.append(symbol)
      case 16:
        guard let last = all.last else { throw damaged }
        all += [Int](repeating: last, count: 3 + (try reader.take(2)))
      case 17: all += [Int](repeating: 0, count: 3 + (try reader.take(3)))
      default: all += [Int](repeating: 0, count: 11 + (try reader.take(7)))
      }
    }
    guard all.count == lengthCount + distanceCount, all[256] > 0,
      let first = HuffmanCode(lengths: Array(all[..<lengthCount])),
      let second = HuffmanCode(lengths: Array(all[lengthCount...]))
    else { throw damaged }
    return (first, second)
  }
}

/// Undoes deflate compression (RFC 1951), up to a limit.
struct Inflate {
  private let input: [UInt8]
  private(set) var position: Int
  private var bits: UInt32 = 0
  private var bitCount = 0
  private var output: [UInt8] = []
  private let limit: Int

  /// The bytes compressed from an offset on, and the offset of what follows them.
  static func bytes(
    of input: [UInt8], from offset: Int, limit: Int
  ) throws(ArchiveRefusal) -> (bytes: [UInt8], end: Int) {
    var inflate = Inflate(input: input, position: offset, limit: limit)
    var isLast = false
    while !isLast { isLast = try inflate.block() }
    // Whole bytes that were loaded ahead belong to what follows.
    return (inflate.output, inflate.position - inflate.bitCount / 8)
  }

  private init(input: [UInt8], position: Int, limit: Int) {
    self.input = input
    self.position = position
    self.limit = limit
  }

  private static let damaged = ArchiveRefusal("is damaged: its compression cannot be undone")

  private mutating func take(_ count: Int) throws(ArchiveRefusal) -> Int {
    while bitCount < count {
      guard position < input.count else { throw ArchiveRefusal("ends in the middle") }
      bits |= UInt32(input[position]) << UInt32(bitCount)
      position += 1
      bitCount += 8
    }
    let value = bits & ((1 << UInt32(count)) - 1)
    bits >>= UInt32(count)
    bitCount -= count
    return Int(value)
  }

  private mutating func put(_ byte: UInt8) throws(ArchiveRefusal) {
    guard output.count < limit else {
      throw ArchiveRefusal("unpacks to more than its limit of \(limit) bytes")
    }
    output.append(byte)
  }

  /// Undoes a block; returns whether it is the last.
  private mutating func block() throws(ArchiveRefusal) -> Bool {
    let isLast = try take(1) == 1
    switch try take(2) {
    case 0: try stored()
    case 1: try compressed(Huffman.fixedLengths, Huffman.fixedDistances)
    case 2:
      let (lengths, distances) = try codes()
      try compressed(lengths, distances)
    default: throw Self.damaged
    }
    return isLast
  }

  private mutating func stored() throws(ArchiveRefusal) {
    _ = try take(bitCount % 8)
    let count = try take(16)
    guard try take(16) == ~count & 0xFFFF else { throw Self.damaged }
    for _ in 0..<count { try put(UInt8(try take(8))) }
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

  private mutating func compressed(
    _ lengths: Huffman, _ distances: Huffman
  ) throws(ArchiveRefusal) {
    while true {
      let symbol = try decode(lengths)
      if symbol < 256 {
        try put(UInt8(symbol))
      } else if symbol == 256 {
        return
      } else {
        guard symbol - 257 < Self.lengthBases.count else { throw Self.damaged }
        let length =
          Self.lengthBases[symbol - 257] + (try take(Self.lengthBits[symbol - 257]))
        let code = try decode(distances)
        guard code < Self.distanceBases.count else { throw Self.damaged }
        let distance = Self.distanceBases[code] + (try take(max(0, code / 2 - 1)))
        guard distance <= output.count else { throw Self.damaged }
        for _ in 0..<length { try put(output[output.count - distance]) }
      }
    }
  }

  private mutating func decode(_ huffman: Huffman) throws(ArchiveRefusal) -> Int {
    var code = 0
    var first = 0
    var index = 0
    for length in 1...15 {
      code |= try take(1)
      let count = huffman.counts[length]
      if code - count < first { return huffman.symbols[index + (code - first)] }
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    throw Self.damaged
  }

  /// The codes that a block brings with it.
  private mutating func codes() throws(ArchiveRefusal) -> (Huffman, Huffman) {
    let lengthCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let codeCount = try take(4) + 4
    guard lengthCount <= 286, distanceCount <= 30 else { throw Self.damaged }
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var lengths = [Int](repeating: 0, count: 19)
    for index in 0..<codeCount { lengths[order[index]] = try take(3) }
    guard let meta = Huffman(lengths: lengths) else { throw Self.damaged }
    var all: [Int] = []
    while all.count < lengthCount + distanceCount {
      let symbol = try decode(meta)
      switch symbol {
      case 0..<16: all.append(symbol)
      case 16:
        guard let last = all.last else { throw Self.damaged }
        all += [Int](repeating: last, count: 3 + (try take(2)))
      case 17: all += [Int](repeating: 0, count: 3 + (try take(3)))
      default: all += [Int](repeating: 0, count: 11 + (try take(7)))
      }
    }
    guard all.count == lengthCount + distanceCount, all[256] > 0,
      let first = Huffman(lengths: Array(all[..<lengthCount])),
      let second = Huffman(lengths: Array(all[lengthCount...]))
    else { throw Self.damaged }
    return (first, second)
  }
}

/// A canonical Huffman code: how many codes have each length, and the symbols in order.
private struct Huffman {
  var counts = [Int](repeating: 0, count: 16)
  var symbols: [Int] = []

  /// Nil if the lengths give more codes than there are.
  init?(lengths: [Int]) {
    for length in lengths { counts[length] += 1 }
    var left = 1
    for length in 1...15 {
      left = left << 1 - counts[length]
      if left < 0 { return nil }
    }
    counts[0] = 0
    symbols = lengths.indices.filter { lengths[$0] > 0 }.sorted {
      (lengths[$0], $0) < (lengths[$1], $1)
    }
  }

  private init(fixed lengths: [Int]) {
    self = Huffman(lengths: lengths) ?? Huffman(counts: [], symbols: [])
  }

  private init(counts: [Int], symbols: [Int]) {
    self.counts = counts
    self.symbols = symbols
  }

  static let fixedLengths = Huffman(
    fixed: [Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112)
      + [Int](repeating: 7, count: 24) + [Int](repeating: 8, count: 8))
  static let fixedDistances = Huffman(fixed: [Int](repeating: 5, count: 30))
}

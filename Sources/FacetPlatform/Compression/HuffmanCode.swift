/// A canonical Huffman code of deflate (RFC 1951, section 3.2.2).
struct HuffmanCode {
  private static let shortLength = 10
  private static let longestLength = 15

  /// For the next ten bits: a symbol and the length of its code, or 0 for longer codes.
  private var short: [UInt16]
  /// The number of codes of each length, and the symbols in the order of their codes.
  private var counts = [Int](repeating: 0, count: longestLength + 1)
  private var symbols: [UInt16]

  /// - Parameter lengths: The length of each symbol's code, at most 15; 0 for an unused symbol.
  /// - Returns: Nil if there are more codes than the lengths allow.
  init?(lengths: [Int]) {
    for length in lengths { counts[length] += 1 }
    counts[0] = 0
    var free = 1
    for length in 1...Self.longestLength {
      free = free << 1 - counts[length]
      if free < 0 { return nil }
    }
    symbols = []
    short = [UInt16](repeating: 0, count: 1 << Self.shortLength)
    var code = 0
    for length in 1...Self.longestLength {
      code <<= 1
      if counts[length] == 0 { continue }
      for (symbol, other) in lengths.enumerated() where other == length {
        symbols.append(UInt16(symbol))
        if length <= Self.shortLength { enter(symbol, code: code, length: length) }
        code += 1
      }
    }
  }

  private mutating func enter(_ symbol: Int, code: Int, length: Int) {
    // A code's first bit is its highest, and the reader's first bit the lowest.
    var index = 0
    for bit in 0..<length where code >> bit & 1 == 1 { index |= 1 << (length - 1 - bit) }
    let step = 1 << length
    while index < short.count {
      short[index] = UInt16(symbol << 4 | length)
      index += step
    }
  }

  /// The next symbol; needs 15 bits loaded, if that many are left.
  func symbol(_ reader: inout BitReader) throws(GzipFault) -> Int {
    let entry = short[Int(reader.window & UInt64(short.count - 1))]
    if entry != 0 {
      try reader.skip(Int(entry & 15))
      return Int(entry >> 4)
    }
    return try longSymbol(&reader)
  }

  private func longSymbol(_ reader: inout BitReader) throws(GzipFault) -> Int {
    var code = 0
    var first = 0
    var index = 0
    for length in 1...Self.longestLength {
      code |= Int(reader.window >> UInt64(length - 1) & 1)
      let count = counts[length]
      if code - count < first {
        try reader.skip(length)
        return Int(symbols[index + (code - first)])
      }
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    throw reader.bitCount < Self.longestLength ? .truncated : Inflate.damaged
  }

  private init(complete lengths: [Int]) {
    guard let code = HuffmanCode(lengths: lengths) else {
      preconditionFailure("the code lengths of RFC 1951 form a code")
    }
    self = code
  }

  /// The fixed codes of literals and lengths.
  static let fixedLengths = HuffmanCode(
    complete: [Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112)
      + [Int](repeating: 7, count: 24) + [Int](repeating: 8, count: 8))
  /// The fixed codes of distances.
  static let fixedDistances = HuffmanCode(complete: [Int](repeating: 5, count: 30))
}

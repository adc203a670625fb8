/// Compressed bytes as bits, the lowest bit of each byte first.
struct BitReader {
  private let refill: () throws(SystemError) -> [UInt8]
  private var input: [UInt8] = []
  private var position = 0
  private var bits: UInt64 = 0
  private(set) var bitCount = 0
  private var hasEnded = false
  /// Bytes read so far.
  private(set) var byteCount = 0

  /// - Parameter refill: Returns the next bytes; none at the end.
  init(refill: @escaping () throws(SystemError) -> [UInt8]) {
    self.refill = refill
  }

  /// The bits available without another ``load()``; bits after the end are 0.
  var window: UInt64 { bits }

  /// Makes 48 bits available, or all that are left.
  mutating func load() throws(GzipFault) {
    while bitCount <= 48 {
      if position == input.count {
        guard try readMore() else { return }
      }
      bits |= UInt64(input[position]) << UInt64(bitCount)
      position += 1
      bitCount += 8
    }
  }

  private mutating func readMore() throws(GzipFault) -> Bool {
    guard !hasEnded else { return false }
    do throws(SystemError) {
      input = try refill()
    } catch {
      throw .unreadable(error)
    }
    position = 0
    hasEnded = input.isEmpty
    byteCount += input.count
    return !hasEnded
  }

  /// Passes over bits.
  mutating func skip(_ count: Int) throws(GzipFault) {
    guard count <= bitCount else { throw .truncated }
    bits >>= UInt64(count)
    bitCount -= count
  }

  /// The next bits as a number; at most 32.
  mutating func take(_ count: Int) throws(GzipFault) -> Int {
    if bitCount < count { try load() }
    let value = bits & (1 << UInt64(count) - 1)
    try skip(count)
    return Int(value)
  }

  mutating func skipToByte() throws(GzipFault) { try skip(bitCount % 8) }

  /// Whether no byte is left.
  mutating func isAtEnd() throws(GzipFault) -> Bool {
    if bitCount == 0 { try load() }
    return bitCount == 0
  }
}

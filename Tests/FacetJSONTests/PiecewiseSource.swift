import FacetJSON

/// Bytes that arrive in pieces of given sizes; the last size repeats.
struct PiecewiseSource: ByteSource {
  private let bytes: [UInt8]
  private var sizes: [Int]
  private var position = 0

  init(_ bytes: [UInt8], pieceSize: Int) {
    self.init(bytes, sizes: [pieceSize])
  }

  init(_ bytes: [UInt8], sizes: [Int]) {
    self.bytes = bytes
    self.sizes = sizes
  }

  mutating func read(into buffer: inout [UInt8]) throws(InputError) {
    let size = sizes.count > 1 ? sizes.removeFirst() : sizes[0]
    let end = min(position + size, bytes.count)
    buffer.append(contentsOf: bytes[position..<end])
    position = end
  }
}

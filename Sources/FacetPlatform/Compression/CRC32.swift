/// The checksum of gzip, over bytes that arrive in pieces.
package struct CRC32: Sendable {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
    }
  }

  private var state = UInt32.max

  package init() {}

  package mutating func add(_ bytes: some Sequence<UInt8>) {
    let table = Self.table
    state = bytes.reduce(state) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 0xFF)] }
  }

  /// The checksum of all bytes so far.
  package var value: UInt32 { ~state }
}

internal import Glibc

/// Counts a column's distinct values and their frequencies.
///
/// A 64-bit digest identifies a value. The count is exact up to a limit and an estimate beyond it;
/// the values themselves are kept while they are few.
struct ValueTable {
  /// A value and its frequency in the column.
  struct Counted {
    var bytes: [UInt8]
    var count: Int
  }

  /// The most distinct values whose frequencies are kept.
  static let mostCounted = 5_000

  /// The digests seen, at or after the slot given by their bits; 0 marks a free slot.
  private var slots: [UInt64]
  /// The index of a digest's value in ``counted``; as long as ``slots`` while frequencies are kept.
  private var places: [Int32]
  private var size = 0
  /// The values in order of first appearance; nil if there are too many.
  private(set) var counted: [Counted]? = []
  private let limit: Int
  private var estimate: CardinalityEstimate?

  /// - Parameter limit: The most distinct values that are counted exactly.
  init(limit: Int) {
    self.limit = limit
    slots = Array(repeating: 0, count: 64)
    places = Array(repeating: 0, count: 64)
  }

  /// The number of distinct values.
  var count: Int { estimate?.count ?? size }

  var isExact: Bool { estimate == nil }

  /// Counts a value.
  ///
  /// - Parameter digest: The value's identifying digest; never 0.
  mutating func count(_ digest: UInt64, bytes: Span<UInt8>) {
    if estimate != nil {
      estimate?.add(digest)
      return
    }
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: digest) & mask
    while slots[index] != 0 {
      if slots[index] == digest {
        if counted != nil { counted?[Int(places[index])].count += 1 }
        return
      }
      index = (index + 1) & mask
    }
    slots[index] = digest
    if counted != nil {
      if size == Self.mostCounted {
        counted = nil
        places = []
      } else {
        places[index] = Int32(size)
        counted?.append(Counted(bytes: (0..<bytes.count).map { bytes[$0] }, count: 1))
      }
    }
    size += 1
    if size > limit { giveUp() } else if size * 2 > slots.count { grow() }
  }

  private mutating func grow() {
    let old = slots
    let oldPlaces = places
    slots = Array(repeating: 0, count: old.count * 2)
    if counted != nil { places = Array(repeating: 0, count: old.count * 2) }
    let mask = slots.count - 1
    for (place, digest) in old.enumerated() where digest != 0 {
      var index = Int(truncatingIfNeeded: digest) & mask
      while slots[index] != 0 { index = (index + 1) & mask }
      slots[index] = digest
      if counted != nil { places[index] = oldPlaces[place] }
    }
  }

  private mutating func giveUp() {
    var estimate = CardinalityEstimate()
    for digest in slots where digest != 0 { estimate.add(digest) }
    self.estimate = estimate
    slots = []
    places = []
    counted = nil
  }
}

/// The number of distinct digests, within about one percent (HyperLogLog, 2^14 registers).
struct CardinalityEstimate {
  private static let bits = 14
  private var registers = [UInt8](repeating: 0, count: 1 << bits)

  mutating func add(_ digest: UInt64) {
    let index = Int(digest >> UInt64(64 - Self.bits))
    let rest = digest << UInt64(Self.bits) | 1 << UInt64(Self.bits - 1)
    registers[index] = max(registers[index], UInt8(rest.leadingZeroBitCount + 1))
  }

  var count: Int {
    let size = Double(registers.count)
    var sum = 0.0
    var empty = 0
    for register in registers {
      sum += 1 / Double(UInt64(1) << UInt64(register))
      if register == 0 { empty += 1 }
    }
    let raw = 0.7213 / (1 + 1.079 / size) * size * size / sum
    guard raw <= 2.5 * size, empty > 0 else { return Int(raw.rounded()) }
    return Int((size * log(size / Double(empty))).rounded())
  }
}

/// A well-mixed 64-bit digest, never 0.
struct ByteDigest {
  private(set) var state: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  mutating func add(_ word: UInt64) {
    state = Self.mixed(state ^ word) &+ 0x9E37_79B9_7F4A_7C15
  }

  var value: UInt64 {
    let mixed = Self.mixed(state)
    return mixed == 0 ? 1 : mixed
  }

  private static func mixed(_ word: UInt64) -> UInt64 {
    var word = word
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

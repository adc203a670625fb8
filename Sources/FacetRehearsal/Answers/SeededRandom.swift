/// Random numbers that depend on nothing but a seed: SplitMix64.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  /// A generator of its own for each combination of values, so that no draw shifts another.
  init(_ values: UInt64...) {
    state = values.reduce(0x9e37_79b9_7f4a_7c15) { Self.mixed($0 ^ Self.mixed($1 &+ 1)) }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return Self.mixed(state)
  }

  /// A number from 0 up to, and not including, 1.
  mutating func fraction() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// An index below a count, which must not be 0.
  mutating func index(below count: Int) -> Int {
    Int(truncatingIfNeeded: next() % UInt64(count))
  }

  /// Spreads every bit of a value over all bits of the result.
  static func mixed(_ value: UInt64) -> UInt64 {
    var value = value
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}

/// Runs of eight words as 64-bit hashes.
enum NGrams {
  /// The words in a run.
  static let length = 8
  private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// The hash of each run of `length` words, in order; none if there are fewer words.
  static func hashes(of words: [WordScan.Word], length: Int = length) -> [UInt64] {
    guard words.count >= length else { return [] }
    var power: UInt64 = 1
    for _ in 1..<length { power = power &* factor }
    var hash: UInt64 = 0
    var hashes: [UInt64] = []
    hashes.reserveCapacity(words.count - length + 1)
    for (index, word) in words.enumerated() {
      if index >= length { hash = hash &- words[index - length].hash &* power }
      hash = hash &* factor &+ word.hash
      if index >= length - 1 { hashes.append(mixed(hash)) }
    }
    return hashes
  }

  /// The hash of all words together.
  static func hash(of words: [WordScan.Word]) -> UInt64 {
    mixed(words.reduce(UInt64(words.count)) { $0 &* factor &+ $1.hash })
  }

  static func mixed(_ hash: UInt64) -> UInt64 {
    var hash = hash
    hash = (hash ^ hash >> 33) &* 0xC2B2_AE3D_27D4_EB4F
    hash = (hash ^ hash >> 29) &* 0x1656_67B1_9E37_79F9
    return hash ^ hash >> 32
  }
}

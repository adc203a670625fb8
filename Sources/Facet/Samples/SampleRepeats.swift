internal import FacetPlatform

/// How often each sample has been seen: eight bytes for each that is seen once, so that a file of
/// a million takes some twenty megabytes.
struct SampleRepeats: Sendable {
  private var seen: Set<UInt64> = []
  /// How often those were seen that were seen more than once.
  private var counts: [UInt64: Int] = [:]

  /// Counts a sample and returns how often it had been seen before.
  mutating func add(_ identity: SHA256) -> Int {
    // 64 bits of a digest: two of a million samples agree in them once in forty million files, and
    // the later one would then merely count as another draw.
    let key = identity.prefix
    if seen.insert(key).inserted { return 0 }
    let count = counts[key, default: 1]
    counts[key] = count + 1
    return count
  }
}

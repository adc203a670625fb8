internal import FacetPlatform

/// Counts how often each sample has been seen. It takes eight bytes for each unique sample, so a
/// file of a million takes about twenty megabytes.
struct SampleRepeats: Sendable {
  private var seen: Set<UInt64> = []
  /// The counts of samples seen more than once.
  private var counts: [UInt64: Int] = [:]

  /// Counts a sample and returns how often it had been seen before.
  mutating func add(_ identity: SHA256) -> Int {
    // 64 bits of a digest: two of a million samples collide once in forty million files, and the
    // later one would merely count as another draw.
    let key = identity.prefix
    if seen.insert(key).inserted { return 0 }
    let count = counts[key, default: 1]
    counts[key] = count + 1
    return count
  }
}

internal import FacetPlatform

/// Percentiles of durations in constant memory, with a relative error of at most a sixtieth.
///
/// A log-linear histogram: one bucket per millisecond up to 64, then 32 buckets per doubling. The
/// order of additions does not matter.
struct LatencySketch: Sendable, Hashable {
  private var counts: [Int] = []
  private(set) var count = 0
  private var smallest = Int.max
  private var largest = 0

  mutating func add(_ latency: Duration) {
    let milliseconds = max(0, latency.milliseconds)
    let bucket = Self.bucket(of: milliseconds)
    if bucket >= counts.count {
      counts.append(contentsOf: repeatElement(0, count: bucket + 1 - counts.count))
    }
    counts[bucket] += 1
    count += 1
    smallest = min(smallest, milliseconds)
    largest = max(largest, milliseconds)
  }

  static func += (sketch: inout LatencySketch, other: LatencySketch) {
    if other.counts.count > sketch.counts.count {
      sketch.counts.append(
        contentsOf: repeatElement(0, count: other.counts.count - sketch.counts.count))
    }
    for (bucket, count) in other.counts.enumerated() { sketch.counts[bucket] += count }
    sketch.count += other.count
    sketch.smallest = min(sketch.smallest, other.smallest)
    sketch.largest = max(sketch.largest, other.largest)
  }

  /// The given percentile of the durations; `nil` if nothing was added.
  func percentile(_ percent: Int) -> Duration? {
    guard count > 0 else { return nil }
    let rank = max(1, (count * percent + 99) / 100)
    var seen = 0
    for (bucket, count) in counts.enumerated() {
      seen += count
      if seen >= rank {
        return .milliseconds(min(largest, max(smallest, Self.middle(of: bucket))))
      }
    }
    return .milliseconds(largest)
  }

  private static func bucket(of milliseconds: Int) -> Int {
    guard milliseconds >= 64 else { return milliseconds }
    let exponent = Int.bitWidth - 1 - milliseconds.leadingZeroBitCount
    return 64 + (exponent - 6) * 32 + (milliseconds >> (exponent - 5)) - 32
  }

  private static func middle(of bucket: Int) -> Int {
    guard bucket >= 64 else { return bucket }
    let (octave, part) = (bucket - 64).quotientAndRemainder(dividingBy: 32)
    let width = 2 << octave
    return (32 + part) * width + (width - 1) / 2
  }
}

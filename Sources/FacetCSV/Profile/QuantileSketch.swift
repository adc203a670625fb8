/// Quantiles of numbers in bounded memory: exact for up to 65,536 numbers, beyond that within about
/// 0.1 percent in rank.
///
/// A full buffer is sorted, and every other value moves to the next level, where it has twice the
/// weight. Odd and even positions alternate, so the same numbers always give the same quantiles.
struct QuantileSketch {
  private static let capacity = 1 << 16
  private var levels: [[Double]] = [[]]
  private var takesOdd: [Bool] = [false]

  var isExact: Bool { levels.count == 1 }

  mutating func add(_ value: Double) {
    levels[0].append(value)
    if levels[0].count > Self.capacity { compact() }
  }

  private mutating func compact() {
    var level = 0
    while level < levels.count, levels[level].count > Self.capacity {
      if level + 1 == levels.count {
        levels.append([])
        takesOdd.append(false)
      }
      var values = levels[level]
      levels[level] = []
      values.sort()
      // A surplus value stays, so that the moved values represent all others.
      if values.count % 2 == 1 { levels[level].append(values.removeLast()) }
      var index = takesOdd[level] ? 1 : 0
      while index < values.count {
        levels[level + 1].append(values[index])
        index += 2
      }
      takesOdd[level].toggle()
      level += 1
    }
  }

  /// The quantiles at these fractions, interpolated linearly as in pandas.
  func quantiles(_ shares: [Double]) -> [Double?] {
    var weighted: [(value: Double, weight: Int)] = []
    for (level, values) in levels.enumerated() {
      for value in values { weighted.append((value, 1 << level)) }
    }
    guard !weighted.isEmpty else { return shares.map { _ in nil } }
    weighted.sort { $0.value < $1.value }
    let total = weighted.reduce(0) { $0 + $1.weight }
    return shares.map { share in
      let position = share * Double(total - 1)
      let rank = Int(position)
      let low = Self.value(at: rank, of: weighted)
      let high = Self.value(at: min(rank + 1, total - 1), of: weighted)
      let fraction = position - Double(rank)
      return fraction == 0 ? low : low + (high - low) * fraction
    }
  }

  private static func value(at rank: Int, of weighted: [(value: Double, weight: Int)]) -> Double {
    var passed = 0
    for entry in weighted {
      passed += entry.weight
      if rank < passed { return entry.value }
    }
    return weighted[weighted.count - 1].value
  }
}

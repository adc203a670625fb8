/// A stratified random choice of positions: one from each of equal intervals, so that the whole
/// file is represented; deterministic for a seed.
struct StratifiedChoice: Sendable {
  let total: Int
  let count: Int
  private let seed: UInt64

  init(of total: Int, atMost count: Int, seed: UInt64 = 0) {
    self.total = total
    self.count = min(total, max(1, count))
    self.seed = seed
  }

  var isAll: Bool { count == total }

  /// The positions in ascending order.
  var positions: [Int] {
    guard !isAll else { return Array(0..<total) }
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { stretch in
      let start = stretch * total / count
      let end = max(start + 1, (stretch + 1) * total / count)
      return Int.random(in: start..<end, using: &random)
    }
  }
}

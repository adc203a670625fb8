internal import FacetPlatform

/// Assigns groups to splits by their hash alone: the same group has the same split in every export
/// with the same shares and seed, whatever else is in it.
struct SplitAssigner {
  let shares: [(name: String, share: Double)]
  let seed: Int

  /// A group's place between 0 and 1: the first eight bytes of the SHA-256 of
  /// `facet-split/1`, NUL, the seed, NUL and the group, as a fraction of 2⁶⁴.
  static func place(of group: String, seed: Int) -> Double {
    let text = "facet-split/1\u{0}\(seed)\u{0}\(group)"
    return Double(number(of: text)) / 0x1p64
  }

  /// The first eight bytes of a text's SHA-256, the most significant first.
  static func number(of text: String) -> UInt64 {
    SHA256(of: Array(text.utf8)).prefix.bigEndian
  }

  /// The position of a group's split.
  func split(of group: String) -> Int {
    let place = Self.place(of: group, seed: seed)
    var bound = 0.0
    for (index, share) in shares.enumerated() {
      bound += share.share
      if place < bound { return index }
    }
    return shares.lastIndex { $0.share > 0 } ?? 0
  }

  /// The splits of groups so that the shares of rows are met as closely as whole groups allow.
  ///
  /// - Parameter sizes: The rows of each group.
  func exactSplits(of sizes: [(group: String, rows: Int)]) -> [String: Int] {
    let total = sizes.reduce(0) { $0 + $1.rows }
    let ordered = sizes.map { (Self.place(of: $0.group, seed: seed), $0) }
      .sorted { ($0.0, $0.1.group) < ($1.0, $1.1.group) }
    var splits: [String: Int] = [:]
    var (split, bound, taken) = (0, shares[0].share, 0)
    for (_, entry) in ordered {
      // A group goes where its middle falls.
      while split < shares.count - 1,
        (Double(taken) + Double(entry.rows) / 2) / Double(max(1, total)) >= bound
      {
        split += 1
        bound += shares[split].share
      }
      splits[entry.group] = split
      taken += entry.rows
    }
    return splits
  }
}

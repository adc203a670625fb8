/// How rows are divided.
package struct SplitRules: Sendable {
  /// The shares by name, in order; they add up to 1.
  package var shares: [(name: String, share: Double)] = [("train", 1)]
  /// Alternatives of fields: rows that agree in all fields of any alternative share a split.
  package var by: [[String]] = [["group"]]
  package var seed: Int?
  /// Whether groups are taken in the order of their hashes until the counts are met.
  package var isExact = false
  /// Values of fields, patterns with `*`, whose groups belong to the split `test`.
  package var holdout: [(field: String, patterns: [String])] = []

  package init() {}
}

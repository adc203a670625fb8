/// The wanted number of questions of each difficulty.
package struct DifficultyQuota: Sendable, Equatable {
  /// In order of difficulty; a difficulty without questions is absent.
  package var counts: [Difficulty: Int]

  /// The default shares, in percent.
  package static let customaryShares: [Difficulty: Int] = [
    .easy: 30, .medium: 30, .hard: 20, .veryHard: 20,
  ]

  /// Splits a total by shares; the remainder after rounding down goes to the largest fractional
  /// parts, and among equal ones to the easier difficulty.
  package init(
    total: Int, among difficulties: [Difficulty] = Difficulty.allCases,
    shares: [Difficulty: Int] = customaryShares
  ) {
    let order = Set(difficulties).sorted()
    let sum = order.reduce(0) { $0 + (shares[$1] ?? 0) }
    counts = [:]
    guard sum > 0 else { return }
    for difficulty in order { counts[difficulty] = total * (shares[difficulty] ?? 0) / sum }
    let left = total - counts.values.reduce(0, +)
    let byRemainder = order.sorted { one, other in
      let (first, second) = (total * (shares[one] ?? 0) % sum, total * (shares[other] ?? 0) % sum)
      return first == second ? one < other : first > second
    }
    for difficulty in byRemainder.prefix(left) { counts[difficulty, default: 0] += 1 }
  }
}

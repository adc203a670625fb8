/// How many questions of each difficulty there are to be.
package struct DifficultyQuota: Sendable, Equatable {
  /// In the order of difficulty; none where there are to be none.
  package var counts: [Difficulty: Int]

  /// The customary shares, in percent.
  package static let customaryShares: [Difficulty: Int] = [
    .easy: 30, .medium: 30, .hard: 20, .veryHard: 20,
  ]

  /// Splits a total by shares; what is left over by rounding down goes to the largest remainders,
  /// of equal ones to the easier.
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

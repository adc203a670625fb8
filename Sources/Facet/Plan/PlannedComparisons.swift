internal import FacetConfiguration
internal import FacetScore

/// The comparisons of the responses to each sample that one scorer makes.
struct PlannedComparisons: Sendable {
  /// The position of the scorer in the configuration.
  let scorer: Int
  let rule: Scorer.PairwiseRule
  /// The columns that are compared with one another, group by group.
  let groups: [[Int]]
  /// The perspective of each column.
  private let perspectives: [Int]

  /// - Parameter perspectives: All perspectives of the run, with their judges.
  /// - Returns: The comparisons of each scorer that makes some.
  static func all(
    of scorers: [Scorer], among perspectives: [PlannedPerspective]
  ) -> [PlannedComparisons] {
    scorers.enumerated().compactMap { index, scorer in
      guard case .pairwise(let rule) = scorer.kind else { return nil }
      var owners: [Int] = []
      var groups: [[Int]] = []
      for perspective in perspectives {
        let columns = Array(owners.count..<(owners.count + perspective.completions))
        owners += columns.map { _ in perspective.index }
        guard perspective.judges.contains(where: { $0.scorer == index }) else { continue }
        if rule.scope == .sample, !groups.isEmpty {
          groups[0] += columns
        } else {
          groups.append(columns)
        }
      }
      return PlannedComparisons(
        scorer: index, rule: rule, groups: groups, perspectives: owners)
    }
  }

  /// The requests for each pair.
  var callsPerPair: Int { rule.asksBothOrders ? 2 : 1 }

  /// The requests about each sample that are counted with a perspective.
  func calls(of perspective: Int) -> Int {
    let pairs = groups.flatMap(Tournament.pairs)
    return pairs.count { perspectives[$0.owner] == perspective } * callsPerPair
  }
}

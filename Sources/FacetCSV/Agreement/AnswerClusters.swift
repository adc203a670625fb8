package import FacetJSON

/// Clusters of answers in which every member agrees with every other.
///
/// Agreement within a tolerance is not transitive: 1.0 may agree with 1.0009 and 1.0009 with
/// 1.0018, while 1.0 and 1.0018 differ. Joining all linked answers would merge the three; comparing
/// with the first answer would depend on the order. A cluster is therefore a set in which all pairs
/// agree: the largest such set is the first cluster, the largest among the remaining answers the
/// second, and so on. Among sets of equal size, the set whose answers sort first as text wins, so
/// clusters never depend on the order of arrival.
package struct AnswerClusters: Sendable, Equatable {
  /// Positions of the answers in each cluster, ascending; the largest cluster first.
  package let clusters: [[Int]]
  /// For each cluster, the position of the answer with its most frequent exact form.
  package let representatives: [Int]

  /// - Parameter answers: `nil` for a missing answer, which is in no cluster.
  package init(of answers: [JSONValue?], comparison: AnswerComparison) {
    let forms = Self.forms(of: answers)
    var clusters: [[Int]] = []
    var representatives: [Int] = []
    let agreement = Agreement(forms, comparison)
    var rest = Array(forms.indices)
    while !rest.isEmpty {
      let largest = agreement.largestSet(among: rest)
      clusters.append(largest.flatMap { forms[$0].positions }.sorted())
      // Among equally frequent forms, the one that sorts first as text.
      let main = largest.max {
        (forms[$0].positions.count, $1) < (forms[$1].positions.count, $0)
      }
      representatives.append(main.map { forms[$0].positions[0] } ?? 0)
      rest.removeAll { largest.contains($0) }
    }
    self.clusters = clusters
    self.representatives = representatives
  }

  /// One exact form of an answer, and the positions of the runs that gave it.
  fileprivate struct Form {
    var text: [UInt8]
    var value: JSONValue
    var positions: [Int]
  }

  /// The distinct forms, sorted by their text.
  private static func forms(of answers: [JSONValue?]) -> [Form] {
    var forms: [[UInt8]: Form] = [:]
    for (position, answer) in answers.enumerated() {
      guard let answer else { continue }
      let text = answer.canonicalBytes
      forms[text, default: Form(text: text, value: answer, positions: [])].positions
        .append(position)
    }
    return forms.values.sorted { $0.text.lexicographicallyPrecedes($1.text) }
  }

  /// Which forms agree with each other.
  private struct Agreement {
    var weights: [Int]
    var neighbours: [Set<Int>]

    init(_ forms: [Form], _ comparison: AnswerComparison) {
      weights = forms.map(\.positions.count)
      neighbours = Array(repeating: [], count: forms.count)
      for one in forms.indices {
        for other in forms.indices.dropFirst(one + 1)
        where comparison.agree(forms[one].value, forms[other].value) {
          neighbours[one].insert(other)
          neighbours[other].insert(one)
        }
      }
    }

    /// The heaviest set in which all members agree; the first of equally heavy ones.
    func largestSet(among forms: [Int]) -> [Int] {
      var best: (weight: Int, set: [Int]) = (0, [])
      extend([], weight: 0, with: forms, &best)
      return best.set
    }

    /// Tries every set that extends `set`, unless it cannot become heavier than the best.
    private func extend(
      _ set: [Int], weight: Int, with candidates: [Int], _ best: inout (weight: Int, set: [Int])
    ) {
      if weight > best.weight { best = (weight, set) }
      var left = candidates.reduce(0) { $0 + weights[$1] }
      for (index, form) in candidates.enumerated() {
        guard weight + left > best.weight else { return }
        left -= weights[form]
        extend(
          set + [form], weight: weight + weights[form],
          with: candidates[(index + 1)...].filter { neighbours[form].contains($0) }, &best)
      }
    }
  }
}

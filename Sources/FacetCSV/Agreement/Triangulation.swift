package import FacetJSON

/// The verdict of independent runs on the answer of the run with the hint.
///
/// An answer is verified if a strict majority of the runs agrees with it: more than half of all
/// planned runs, including those without an answer. The answer must agree with every member of that
/// majority, and must be the known answer if the question has one.
package struct Triangulation: Sendable, Equatable {
  /// The fewest runs that can decide: one of two is no majority, and two of two may be chance.
  package static let minimumRuns = 3

  /// The planned runs, including failed and skipped ones.
  package let runs: Int
  /// The runs that produced an answer.
  package let succeeded: Int
  package let clusters: AnswerClusters
  /// For each cluster, whether the gold run's answer agrees with all its members.
  package let goldAgrees: [Bool]
  package let goldSucceeded: Bool
  /// Whether the gold run's answer is the known one; `nil` if none is known.
  package let goldIsRight: Bool?
  /// Whether the majority's answer is the known one; `nil` if none is known.
  package let majorityIsRight: Bool?

  /// - Parameters:
  ///   - gold: The answer of the run with the hint; `nil` if it has none.
  ///   - answers: One for each run without the hint; `nil` for a run without an answer.
  ///   - known: The question's known answers.
  package init(
    gold: JSONValue?, answers: [JSONValue?], runs: Int? = nil,
    known: KnownAnswers = KnownAnswers([]), comparison: AnswerComparison
  ) {
    let answers = answers.map { Self.answer($0, comparison) }
    let gold = Self.answer(gold, comparison)
    self.runs = max(runs ?? answers.count, answers.count)
    succeeded = answers.count { $0 != nil }
    let clusters = AnswerClusters(of: answers, comparison: comparison)
    self.clusters = clusters
    goldIsRight = known.isRight(gold, comparison)
    majorityIsRight = known.isRight(
      clusters.representatives.first.flatMap { answers[$0] }, comparison)
    goldSucceeded = gold != nil
    goldAgrees = clusters.clusters.map { cluster in
      guard let gold else { return false }
      return cluster.allSatisfy { position in
        answers[position].map { comparison.agree(gold, $0) } ?? false
      }
    }
  }

  /// An empty answer is no answer, however often it is submitted.
  private static func answer(_ value: JSONValue?, _ comparison: AnswerComparison) -> JSONValue? {
    // Spelled out, because a bare `nil` is a JSON `null` here.
    guard let value, comparison.isAnswer(value) else { return Optional.none }
    return .some(value)
  }

  /// The runs of the strict majority; `nil` if there is none.
  package var majority: [Int]? {
    guard let largest = clusters.clusters.first, largest.count * 2 > runs else { return nil }
    return largest
  }

  /// The run whose answer represents the majority.
  package var majorityRepresentative: Int? {
    majority == nil ? nil : clusters.representatives.first
  }

  /// Votes of the largest cluster, whether or not it is a majority.
  package var largestCount: Int { clusters.clusters.first?.count ?? 0 }

  package var goldMatchesMajority: Bool { majority != nil && goldAgrees.first == true }

  /// Whether enough runs agree with each other and with gold, regardless of known answers.
  package var isAgreed: Bool { runs >= Self.minimumRuns && goldMatchesMajority }

  /// Whether they agree on the known answer or, if none is known, with each other.
  package var isVerified: Bool { isAgreed && isKnownRight != false }

  /// Whether all agreeing runs have the known answer; `nil` if none is known.
  package var isKnownRight: Bool? {
    guard let goldIsRight, let majorityIsRight else { return nil }
    return goldIsRight && majorityIsRight
  }

  /// The cluster of a run; `nil` for a run without an answer.
  package func cluster(of run: Int) -> Int? {
    clusters.clusters.firstIndex { $0.contains(run) }
  }

  /// Whether no further run can change the majority.
  ///
  /// - Parameters:
  ///   - answers: The answers of the runs that have ended.
  ///   - runs: The number of planned runs.
  package static func isDecided(
    answers: [JSONValue?], runs: Int, comparison: AnswerComparison
  ) -> Bool {
    answersNeeded(after: answers, runs: runs, comparison: comparison) == 0
  }

  /// The fewest further runs that can decide, which are worth starting at once.
  package static func answersNeeded(
    after answers: [JSONValue?], runs: Int, comparison: AnswerComparison
  ) -> Int {
    let largest =
      AnswerClusters(of: answers.map { answer($0, comparison) }, comparison: comparison)
      .clusters.first?.count ?? 0
    let (needed, left) = (runs / 2 + 1, runs - answers.count)
    if largest >= needed || largest + left < needed { return 0 }
    return min(needed - largest, left - (needed - largest) + 1)
  }
}

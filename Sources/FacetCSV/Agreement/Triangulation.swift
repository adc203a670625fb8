package import FacetJSON

/// What independent runs of a question say about the answer of the run that had the hint.
///
/// Verified is an answer with which a strict majority of the runs agrees: more than half of all
/// that were planned, whether they came to an answer or not. The answer must agree with every
/// member of that majority, and be the known answer of a question that came with one.
package struct Triangulation: Sendable, Equatable {
  /// Fewer runs decide nothing: one of two is no majority, two of two are luck.
  package static let minimumRuns = 3

  /// Runs that were planned; those that failed or were not needed included.
  package let runs: Int
  /// Runs that came to an answer.
  package let succeeded: Int
  package let clusters: AnswerClusters
  /// Whether the gold run's answer agrees with all members of a cluster, cluster by cluster.
  package let goldAgrees: [Bool]
  package let goldSucceeded: Bool
  /// Whether gold's answer is the known one; `nil` where none is known.
  package let goldIsRight: Bool?
  /// Whether the majority's answer is the known one; `nil` where none is known.
  package let majorityIsRight: Bool?

  /// - Parameters:
  ///   - gold: The answer of the run with the hint; `nil` where it has none.
  ///   - answers: One for each run without; `nil` where it has none.
  ///   - known: The answers that the question came with.
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

  /// Nothing is no answer, however often it is submitted.
  private static func answer(_ value: JSONValue?, _ comparison: AnswerComparison) -> JSONValue? {
    // Spelled out, because a bare `nil` is a JSON `null` here.
    guard let value, comparison.isAnswer(value) else { return Optional.none }
    return .some(value)
  }

  /// The runs of the strict majority; `nil` where there is none.
  package var majority: [Int]? {
    guard let largest = clusters.clusters.first, largest.count * 2 > runs else { return nil }
    return largest
  }

  /// The run whose answer stands for the majority's.
  package var majorityRepresentative: Int? {
    majority == nil ? nil : clusters.representatives.first
  }

  /// Votes of the largest cluster, majority or not.
  package var largestCount: Int { clusters.clusters.first?.count ?? 0 }

  package var goldMatchesMajority: Bool { majority != nil && goldAgrees.first == true }

  /// Whether enough runs agree with each other and with gold, whatever is known of the answer.
  package var isAgreed: Bool { runs >= Self.minimumRuns && goldMatchesMajority }

  /// Whether they agree on the known answer, or, where none is known, agree.
  package var isVerified: Bool { isAgreed && isKnownRight != false }

  /// Whether all that agree have the known answer; `nil` where none is known.
  package var isKnownRight: Bool? {
    guard let goldIsRight, let majorityIsRight else { return nil }
    return goldIsRight && majorityIsRight
  }

  /// The cluster of a run; `nil` for one without an answer.
  package func cluster(of run: Int) -> Int? {
    clusters.clusters.firstIndex { $0.contains(run) }
  }

  /// Whether further runs can change what the majority is.
  ///
  /// - Parameters:
  ///   - answers: Of the runs that have ended.
  ///   - runs: All that were planned.
  package static func isDecided(
    answers: [JSONValue?], runs: Int, comparison: AnswerComparison
  ) -> Bool {
    answersNeeded(after: answers, runs: runs, comparison: comparison) == 0
  }

  /// How many further runs, at the least, can decide: what is worth asking for at once.
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

internal import Glibc

/// Why a question was or was not verified.
package struct Diagnosis: Sendable, Equatable {
  /// The words of the diagnosis.
  package enum Category: String, Sendable, CaseIterable {
    case good = "GOOD"
    /// More runs failed than produced an answer.
    case executionFailure = "EXECUTION_FAILURE"
    /// Only runs with the hint produce an answer, or only runs without it.
    case hintNecessary = "HINT_NECESSARY"
    /// No answer has a majority that includes the run with the hint: the runs disagree.
    case ambiguous = "AMBIGUOUS"
    /// The runs agree with each other and with the hint, but on another answer than the known one.
    case agreedButWrong = "AGREED_BUT_WRONG"
    /// The runs agree with each other, but not with the run that had the hint.
    case tooHard = "TOO_HARD"
  }

  package let category: Category
  /// The entropy of the answers over the clusters, in bits.
  package let entropy: Double
  /// The largest cluster's share of the answers.
  package let majorityConfidence: Double

  package init(_ triangulation: Triangulation) {
    let sizes = triangulation.clusters.clusters.map(\.count)
    let succeeded = triangulation.succeeded
    entropy = sizes.reduce(0) { sum, size in
      let share = Double(size) / Double(succeeded)
      return sum - share * log2(share)
    }
    majorityConfidence = succeeded == 0 ? 0 : Double(sizes.first ?? 0) / Double(succeeded)
    category = Self.category(triangulation, confidence: majorityConfidence)
  }

  private static func category(
    _ triangulation: Triangulation, confidence: Double
  ) -> Category {
    if triangulation.isAgreed { return triangulation.isVerified ? .good : .agreedButWrong }
    let (runs, succeeded) = (triangulation.runs, triangulation.succeeded)
    if triangulation.goldSucceeded, succeeded * 2 < runs { return .hintNecessary }
    if runs - succeeded > succeeded { return .executionFailure }
    if !triangulation.goldSucceeded { return .hintNecessary }
    if confidence > 0.5, triangulation.goldAgrees.first != true { return .tooHard }
    return .ambiguous
  }
}

internal import FacetModels

extension TokenEstimator {
  /// The estimator of current models' vocabulary.
  static let o200k = TokenEstimator(vocabulary: .o200k)

  /// Estimated tokens of a text, rounded up.
  func tokens(_ text: String) -> Int { Int(estimate(text).rounded(.up)) }
}

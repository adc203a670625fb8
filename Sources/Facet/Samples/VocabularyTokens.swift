internal import FacetModels

extension TokenEstimator {
  /// The estimator of current models' vocabulary.
  static let o200k = TokenEstimator(vocabulary: .o200k)

  /// Estimated tokens of a text, rounded up.
  func tokens(_ text: String) -> Int { Int(estimate(text).rounded(.up)) }
}

/// Estimated tokens of a text, or of many, in each vocabulary.
struct VocabularyTokens: Sendable, Hashable {
  var o200k = 0
  var cl100k = 0

  /// Reads the text once for all vocabularies.
  init(_ text: String?) {
    guard let text, !text.isEmpty else { return }
    let estimates = TokenEstimator.estimates(of: text)
    o200k = Int(estimates.o200k.rounded())
    cl100k = Int(estimates.cl100k.rounded())
  }

  subscript(vocabulary: TokenEstimator.Vocabulary) -> Int {
    switch vocabulary {
    case .o200k: o200k
    case .cl100k: cl100k
    }
  }

  static func += (sum: inout VocabularyTokens, tokens: VocabularyTokens) {
    sum.o200k += tokens.o200k
    sum.cl100k += tokens.cl100k
  }
}

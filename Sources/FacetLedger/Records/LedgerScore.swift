package import FacetPlatform

/// What a scorer said of a completion.
package struct LedgerScore: Sendable, Hashable {
  /// The key of the completion.
  package var key: LedgerKey
  /// The digest of the scorer's definition and of what it was given.
  package var scorer: SHA256
  /// In millionths; `nil` if there is a reason.
  package var value: Int?
  /// Why there is no value.
  package var reason: String?
  /// More about either, for people.
  package var detail: String?

  package init(
    key: LedgerKey, scorer: SHA256, value: Int?, reason: String?, detail: String? = nil
  ) {
    self.key = key
    self.scorer = scorer
    self.value = value
    self.reason = reason
    self.detail = detail
  }
}

extension RecordDigest {
  /// The digest of a score's row.
  static func of(_ score: LedgerScore) -> Int64 {
    let parts = [score.value.map(String.init), score.reason, score.detail]
    let text = parts.map { $0.map { "=" + $0 } ?? "" }.joined(separator: "\0")
    return of(score.scorer.bytes + Array(text.utf8), key: score.key)
  }
}

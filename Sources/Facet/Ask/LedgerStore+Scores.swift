internal import FacetJSON
internal import FacetLedger
internal import FacetPlatform
internal import FacetScore

extension LedgerStore {
  func scores(of completions: [Fingerprint]) throws -> [Fingerprint: [SHA256: Score]] {
    guard hasScores, !completions.isEmpty else { return [:] }
    var scores: [Fingerprint: [SHA256: Score]] = [:]
    let prints = Dictionary(completions.map { ($0.digest, $0) }) { first, _ in first }
    for stored in try ledger.scores(of: completions.map(key)) {
      guard let print = prints[stored.key.fingerprint], let score = Score(stored) else { continue }
      scores[print, default: [:]][stored.scorer] = score
    }
    return scores
  }

  func record(_ scores: [StoredScore]) {
    ledger.record(
      scores.map { score in
        LedgerScore(
          key: key(score.fingerprint), scorer: score.key, value: score.score.value?.millionths,
          reason: score.score.reason?.rawValue, detail: score.score.detail)
      })
  }
}

extension Score {
  /// A stored score; `nil` for a reason that this version does not know.
  fileprivate init?(_ stored: LedgerScore) {
    if let value = stored.value {
      self.init(ScoreValue(millionths: value), detail: stored.detail)
    } else if let reason = stored.reason.flatMap(NoScore.init(rawValue:)) {
      self.init(reason, detail: stored.detail)
    } else {
      return nil
    }
  }
}

/// The answers of one perspective and model to one sample.
struct CandidateGroup {
  var condition: String?
  var model: String?
  var candidates: [Candidate]

  /// Groups usable answers, in the order of their first one.
  static func groups(of candidates: [Candidate]) -> [CandidateGroup] {
    var groups: [CandidateGroup] = []
    for candidate in candidates {
      let index = groups.firstIndex {
        $0.condition == candidate.condition && $0.model == candidate.model
      }
      if let index {
        groups[index].candidates.append(candidate)
      } else {
        groups.append(
          CandidateGroup(
            condition: candidate.condition, model: candidate.model, candidates: [candidate]))
      }
    }
    return groups
  }
}

/// A preferred and a rejected answer to one prompt.
struct CandidatePair {
  var chosen: Candidate
  var rejected: Candidate
}

/// Chooses pairs from the answers to a prompt.
struct PairSelection {
  let rules: MakeRules
  /// The score that ranks; `nil` if perspectives alone decide.
  let score: String?

  /// Why a prompt gave no pair.
  struct NoPair: Error, Hashable {
    var reason: String
  }

  /// The pairs of a group; never empty.
  func pairs(of group: CandidateGroup) throws(NoPair) -> [CandidatePair] {
    guard let score else { throw NoPair(reason: "unscored") }
    let ranked = Self.ranked(group.candidates, by: score)
    guard let best = ranked.first, let worst = ranked.last else {
      throw NoPair(reason: "unscored")
    }
    guard ranked.count > 1 else { throw NoPair(reason: "one_candidate") }
    let (high, low) = (value(best), value(worst))
    if high == low { throw NoPair(reason: "all_equal") }
    guard high - low >= rules.minDifference else { throw NoPair(reason: "low_difference") }
    var possible: [CandidatePair]
    switch rules.pairs {
    case .bestWorst: possible = [CandidatePair(chosen: best, rejected: worst)]
    case .adjacent:
      possible = zip(ranked, ranked.dropFirst()).map { CandidatePair(chosen: $0, rejected: $1) }
    case .all:
      possible = []
      for (index, chosen) in ranked.enumerated() {
        for rejected in ranked[(index + 1)...] {
          possible.append(CandidatePair(chosen: chosen, rejected: rejected))
        }
      }
    }
    possible.removeAll { value($0.chosen) - value($0.rejected) < rules.minDifference }
    if possible.isEmpty { throw NoPair(reason: "low_difference") }
    return try kept(possible)
  }

  /// The pairs of answers from perspectives that are preferred and others that are rejected.
  func contrast(of candidates: [Candidate]) throws(NoPair) -> [CandidatePair] {
    func matching(_ pattern: String?) -> [Candidate] {
      candidates.filter { NamePattern.matches(pattern ?? "", $0.condition ?? "") }
    }
    let (chosen, rejected) = (matching(rules.chosen), matching(rules.rejected))
    guard !chosen.isEmpty, !rejected.isEmpty else { throw NoPair(reason: "one_candidate") }
    var pairs = zip(chosen, rejected).map { CandidatePair(chosen: $0, rejected: $1) }
    pairs = Array(pairs.prefix(rules.maxPairsPerPrompt ?? 1))
    if rules.score != nil, let score {
      pairs.removeAll { $0.chosen.scores[score] == nil || $0.rejected.scores[score] == nil }
      if pairs.isEmpty { throw NoPair(reason: "unscored") }
      pairs.removeAll { value($0.chosen) - value($0.rejected) < rules.minDifference }
      if pairs.isEmpty { throw NoPair(reason: "low_difference") }
    }
    return try kept(pairs)
  }

  private func kept(_ pairs: [CandidatePair]) throws(NoPair) -> [CandidatePair] {
    var pairs = pairs
    pairs.removeAll { value($0.chosen) < rules.chosenMinimum ?? .min }
    pairs.removeAll { value($0.rejected) > rules.rejectedMaximum ?? .max }
    if pairs.isEmpty { throw NoPair(reason: "below_minimum") }
    pairs.removeAll { Self.signature($0.chosen) == Self.signature($0.rejected) }
    if pairs.isEmpty { throw NoPair(reason: "same_text") }
    if let ratio = rules.maxLengthRatio {
      pairs.removeAll { pair in
        let lengths = [pair.chosen, pair.rejected].map {
          Double(max(1, MessageText.characters($0.answer)))
        }
        return max(lengths[0], lengths[1]) > min(lengths[0], lengths[1]) * ratio
      }
      if pairs.isEmpty { throw NoPair(reason: "length_ratio") }
    }
    return Array(pairs.prefix(rules.maxPairsPerPrompt ?? .max))
  }

  private func value(_ candidate: Candidate) -> Int { score.flatMap { candidate.scores[$0] } ?? 0 }

  /// The answer without the white space at its ends and without the names of its calls.
  private static func signature(_ candidate: Candidate) -> String {
    MessageText.collapsed(candidate.answer)
  }

  /// Scored answers, the best first; of equal ones, the first in front.
  static func ranked(_ candidates: [Candidate], by score: String) -> [Candidate] {
    candidates.enumerated().compactMap { index, candidate in
      candidate.scores[score].map { (index, $0, candidate) }
    }.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }.map(\.2)
  }
}

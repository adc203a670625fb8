internal import FacetConfiguration
internal import FacetScore

/// Adds up which of two responses judges prefer, by the position in which they were shown.
struct ComparisonTallies: Sendable {
  /// By the position of the scorer in the configuration.
  private var tallies: [Int: RunStatistics.Comparisons] = [:]

  init(_ scorers: [Scorer]) {
    for (index, scorer) in scorers.enumerated() where scorer.isPairwise {
      tallies[index] = RunStatistics.Comparisons(name: scorer.name)
    }
  }

  /// Adds the comparisons of one sample's cells.
  mutating func add(_ outcomes: [CellOutcome]) {
    guard !tallies.isEmpty else { return }
    for outcome in outcomes {
      for (question, verdict) in outcome.verdicts where question.shown.count == 2 {
        add(verdict, to: question, among: outcome.verdicts)
      }
    }
  }

  private mutating func add(
    _ verdict: JudgeVerdict, to question: JudgeQuestion,
    among verdicts: [JudgeQuestion: JudgeVerdict]
  ) {
    guard case .success(let winner) = verdict.winner(isOneFirst: true) else { return }
    switch winner {
    case .one: tallies[question.scorer]?.first += 1
    case .other: tallies[question.scorer]?.second += 1
    case .neither: tallies[question.scorer]?.ties += 1
    }
    let other = JudgeQuestion(scorer: question.scorer, shown: question.shown.reversed())
    guard question.shown[0] < question.shown[1],
      case .success(let turned)? = verdicts[other]?.winner(isOneFirst: false)
    else { return }
    tallies[question.scorer]?.pairs += 1
    if turned != winner { tallies[question.scorer]?.contradictions += 1 }
  }

  /// In the order of the configuration.
  var statistics: [RunStatistics.Comparisons] {
    tallies.sorted { $0.key < $1.key }.map(\.value)
  }
}

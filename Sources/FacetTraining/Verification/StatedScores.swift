internal import FacetJSON
internal import FacetPlatform

/// Compares scores that rows alone do not give again, such as those of judges, with the scores of the
/// same answers in their unchanged sources.
struct StatedScores {
  private struct Claim {
    var place: String
    var sample: String
    var kind: TrainingKind
    var condition: String?
    var model: String?
    /// The answers, each with what the source must state.
    var answers: [Answer]
    /// What to say if no source has the answers.
    var gap: String
  }

  private struct Answer {
    var stated: ScoreVerification.Claim
    /// The scores that a source has for this text.
    var found: Set<Int?> = []
  }

  private let rules: [String: (score: String?, pass: Int)]
  /// By source, then by sample.
  private var claims: [String: [String: [Claim]]] = [:]

  /// - Parameter rules: By kind: the score that ranks, and the score from which an answer passes.
  init(rules: [String: (score: String?, pass: Int)]) {
    self.rules = rules
  }

  /// Takes a row whose scores cannot be made again.
  ///
  /// - Returns: Whether it names the sample and the scores that its source must state.
  mutating func take(_ row: JSONValue, kind: TrainingKind, at place: String, gap: String) -> Bool {
    let answers = ScoreVerification.claims(of: row, kind)
    guard let source = row["source"]?.string, let sample = row["sample_id"]?.string,
      !answers.isEmpty
    else { return false }
    claims[source, default: [:]][sample, default: []].append(
      Claim(
        place: place, sample: sample, kind: kind, condition: row["condition"]?.string,
        model: row["model"]?.string, answers: answers.map { Answer(stated: $0) }, gap: gap))
    return true
  }

  /// Compares the rows that were taken with what their sources state.
  func run(_ sources: UnchangedSources, _ report: inout ExportVerification.Report) {
    var claims = claims
    for (number, name) in sources.names.enumerated() where claims[name] != nil {
      sources.read(number, &report) { sample, _ in
        guard let waiting = claims[name]?[sample.id] else { return }
        claims[name]?[sample.id] = waiting.map { compared($0, with: sample) }
      }
    }
    for claim in claims.values.flatMap({ $0.values.joined() }) {
      guard claim.answers.allSatisfy({ !$0.found.isEmpty }) else {
        report.noteRow(
          "\(claim.gap), and its source files are missing or have changed, or lack the answers")
        continue
      }
      let flaws = claim.answers.compactMap { flaw(of: $0, pass: rules[claim.kind.rawValue]?.pass) }
      for flaw in flaws { report.fail(claim.place, flaw) }
      report.compared += 1
    }
  }

  private func compared(_ claim: Claim, with sample: TrainingSample) -> Claim {
    var claim = claim
    for candidate in sample.candidates
    where candidate.model == claim.model || claim.model == nil {
      let texts = Set(candidate.answer.compactMap { $0["content"]?.string })
      let name = rules[claim.kind.rawValue]?.score
      let only = candidate.scores.count == 1 ? candidate.scores.keys.first : nil
      let score = (name ?? only).flatMap { candidate.scores[$0] }
      for index in claim.answers.indices
      where texts.contains(claim.answers[index].stated.response) {
        // The answers of a pair may be those of two perspectives.
        guard index > 0 || claim.condition == nil || claim.condition == candidate.condition
        else { continue }
        claim.answers[index].found.insert(score)
      }
    }
    return claim
  }

  private func flaw(of answer: Answer, pass: Int?) -> String? {
    let holds = answer.found.contains { score in
      answer.stated.passes.map { passes in
        score.map { ($0 >= pass ?? 1_000_000) == passes } ?? false
      } ?? (score == answer.stated.value)
    }
    if holds { return nil }
    guard let score = answer.found.compactMap(\.self).min() else {
      return "its source gives no score of this answer"
    }
    let text = ScoreReading.number(score).text
    guard let value = answer.stated.value else {
      return "its source gives the score \(text), so the label is wrong"
    }
    return "its source gives the score \(text), not \(ScoreReading.number(value).text)"
  }
}

package import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform
internal import FacetScore

/// Scores answers that are worth nothing, to find scores that such answers can win.
package struct ScoreAttack: Sendable {
  /// How one kind of worthless answer fares with one score.
  package struct Attack: Sendable {
    package var name: String
    /// What the answer is, worded to follow "an answer".
    package var words: String
    package var mean: Double
    /// The samples on which it has a number.
    package var scored: Int
    /// The answer that scored most.
    package var example: String
  }

  /// How one score fares.
  package struct Finding: Sendable {
    package var name: String
    package var attacks: [Attack]
    /// Why it was not attacked.
    package var reason: String?

    /// The attack that wins most.
    package var best: Attack? { attacks.filter { $0.scored > 0 }.max { $0.mean < $1.mean } }

    /// Whether a worthless answer scores half of the best on average.
    package var isGamed: Bool { best.map { $0.mean >= ScoreAttack.half } ?? false }
  }

  fileprivate static let half = 0.5
  /// The number of samples that are attacked.
  private static let samples = 20

  private let plan: RunPlan
  private let card: Scorecard

  /// - Throws: ``PlanError`` for a configuration that cannot run.
  package init(configuration: TaskConfiguration, options: RunOptions) throws(PlanError) {
    plan = try Planner(configuration: configuration, options: options).plan()
    card = Scorecard(configuration.scores, agree: options.answersAgree) { configuration.locate($0) }
    let missing = card.missingPrograms
    guard missing.isEmpty else {
      throw PlanError(missing.map { "\(configuration.path): error: \($0)" })
    }
  }

  /// - Throws: ``RunError`` if the input cannot be read.
  package func findings() async throws(RunError) -> [Finding] {
    let samples = try firstSamples()
    let data = plan.configuration.data
    var tallies: [String: [String: Tally]] = [:]
    for sample in samples {
      let answers = WorthlessAnswer.all(for: sample, scorers: card.scorers, data: data)
      let completions = answers.map { answer in
        ScoredCompletion(
          response: answer.text, preparation: answer.text,
          field: { sample.value(of: $0, data: data) },
          row: { sample.row(response: answer.text, condition: "", data: data) })
      }
      let scores = await finalScores(of: completions)
      for (index, scorer) in card.scorers.enumerated() {
        // Of several answers of a kind, the best one is the attack on this sample.
        var best: [String: (answer: WorthlessAnswer, score: Score)] = [:]
        for (answer, row) in zip(answers, scores) {
          guard let value = row[index].value else { continue }
          if value > best[answer.name]?.score.value ?? ScoreValue(millionths: .min) {
            best[answer.name] = (answer, row[index])
          }
        }
        for (name, found) in best {
          tallies[scorer.name, default: [:]][name, default: Tally(words: found.answer.words)]
            .add(found.score, of: found.answer.text)
        }
      }
    }
    return card.scorers.map { scorer in
      guard scorer.isAttackable else {
        return Finding(
          name: scorer.name, attacks: [],
          reason: scorer.isOfGroup
            ? "its number depends on other completions" : "a judge's answers cost money")
      }
      let attacks = WorthlessAnswer.names.compactMap { name in
        tallies[scorer.name]?[name].map { $0.attack(named: name) }
      }
      return Finding(name: scorer.name, attacks: attacks, reason: nil)
    }
  }

  private struct Tally {
    var words: String
    var sum = 0.0
    var count = 0
    var best: (value: Double, text: String)?

    mutating func add(_ score: Score, of text: String) {
      guard let value = score.value?.double else { return }
      sum += value
      count += 1
      if value > best?.value ?? -.infinity { best = (value, text) }
    }

    func attack(named name: String) -> Attack {
      Attack(
        name: name, words: words, mean: count > 0 ? sum / Double(count) : 0, scored: count,
        example: best?.text ?? "")
    }
  }

  private func firstSamples() throws(RunError) -> [Sample] {
    do throws(SampleError) {
      var reader = try plan.input.reader(plan.configuration.data)
      var samples: [Sample] = []
      while samples.count < Self.samples, let sample = try reader.next() { samples.append(sample) }
      return samples
    } catch {
      throw RunError(error)
    }
  }

  /// The scores of answers to one sample, each by itself.
  private func finalScores(of completions: [ScoredCompletion]) async -> [[Score]] {
    var byScorer: [[Score]] = []
    for scorer in card.scorers {
      var scores = completions.map { _ in Score(.excluded) }
      let open = completions.indices.filter {
        scorer.isAttackable && scorer.applies(to: completions[$0])
      }
      if case .sum = scorer.kind {
        // Its number follows from those of its parts, once they are final.
        for index in open { scores[index] = Score(.missingPart) }
      } else if scorer.isAttackable {
        let found = await card.scores(of: open.map { completions[$0] }, by: scorer)
        for (index, score) in zip(open, found) { scores[index] = score }
      }
      byScorer.append(scores)
    }
    return completions.indices.map { index in
      card.final(byScorer.map { $0[index] }).scores
    }
  }
}

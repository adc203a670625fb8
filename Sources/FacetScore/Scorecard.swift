package import FacetConfiguration
internal import FacetJSON
package import FacetPlatform

/// The scores of one group: the completions that one perspective's model gave to one sample.
package struct Scorecard: Sendable {
  package let scorers: [Scorer]
  private let python: BoxedPython
  private let programs: ScoringPrograms
  private let agree: AnswersAgree?
  private let locate: @Sendable (String) -> String?
  private let digests = FileDigests()
  /// The indexes of the sums, each after the sums that it contains.
  private let sums: [Int]

  /// - Parameters:
  ///   - width: How many boxes run at the same time.
  ///   - agree: Compares answers; `nil` if nothing does.
  ///   - locate: Finds a file by its path in the data or the configuration.
  package init(
    _ scorers: [Scorer], width: Int = 2, agree: AnswersAgree? = nil,
    locate: @escaping @Sendable (String) -> String? = { _ in nil }
  ) {
    self.scorers = scorers
    python = BoxedPython(gate: BoxGate(width: width))
    programs = ScoringPrograms()
    self.locate = locate
    self.agree = agree
    sums = Self.ordered(scorers)
  }

  /// Whether nothing is scored.
  package var isEmpty: Bool { scorers.isEmpty }

  /// What a scorer says of the completions of one group that it scores; sums say nothing yet.
  package func scores(of group: [ScoredCompletion], by scorer: Scorer) async -> [Score] {
    switch scorer.kind {
    case .agreement(let normalizations): agreement(of: group, by: scorer, normalizations)
    case .sql(let rule): await queries(of: rule, scorer, group)
    case .code(let rule): await tests(of: rule, scorer, group)
    case .answer(let expected, let question):
      group.map { completion in
        agree.map {
          scorer.agreement(of: completion, with: expected, question: question, $0)
        } ?? Score(.boxFailed)
      }
    case .command(let rule): await programs.scores(of: group, by: rule)
    default: group.map { scorer.value(of: $0) }
    }
  }

  /// Runs the queries of the completions. An answer without SQL is wrong; whether one that is too
  /// long for the pattern has any cannot be told.
  private func queries(
    of rule: Scorer.QueryRule, _ scorer: Scorer, _ group: [ScoredCompletion]
  ) async -> [Score] {
    let queries = group.map { completion in
      Result { () throws(Unscored) in try scorer.extracted(from: completion).text }
    }
    var scores = await QueryScorer(rule: rule, python: python, locate: locate).scores(
      of: group, queries: queries.map { try? $0.get() })
    for (index, query) in queries.enumerated() {
      if case .failure(let error) = query, error.reason == .tooLong {
        scores[index] = Score(.tooLong)
      }
    }
    return scores
  }

  /// Runs the tests on the completions that hold code.
  private func tests(
    of rule: Scorer.TestRule, _ scorer: Scorer, _ group: [ScoredCompletion]
  ) async -> [Score] {
    let codes = group.map { completion in
      Result { () throws(Unscored) in try scorer.extracted(from: completion).text }
    }
    let open = codes.indices.filter { (try? codes[$0].get()) != nil }
    var found = await TestScorer(rule: rule, python: python).scores(
      of: open.map { group[$0] }, codes: open.compactMap { try? codes[$0].get() })[...]
    return codes.map { code in
      switch code {
      case .success: found.popFirst() ?? Score(.boxFailed)
      case .failure(let error): Score(error.reason)
      }
    }
  }

  /// The digest of all that a scorer is given for a completion.
  package func key(of completion: ScoredCompletion, by scorer: Scorer, _ identity: SHA256) -> SHA256
  {
    var file: SHA256?
    if case .sql(let rule) = scorer.kind {
      let database = QueryScorer(rule: rule, python: python, locate: locate)
        .database(of: completion)
      file = database.flatMap(digests.digest)
    }
    return completion.key(for: scorer, identity: identity, file: file)
  }

  /// What the scorers need and this machine lacks, in sentences.
  package var missingPrograms: [String] {
    var sentences: [String] = []
    for scorer in scorers {
      let missing: String? =
        switch scorer.kind {
        case .sql, .code: BoxedPython.missing
        case .answer:
          agree == nil ? "the comparison of answers, which this program does not provide" : nil
        case .command(let rule): ScoringPrograms.missing(rule)
        default: nil
        }
      if let missing { sentences.append("the score '\(scorer.name)' needs \(missing)") }
    }
    return sentences
  }

  /// The votes of a group on its own answers.
  ///
  /// - Parameter group: The completions; `nil` for one that has no answer.
  /// - Returns: A score for each.
  package func agreement(
    of group: [ScoredCompletion?], by scorer: Scorer, _ normalizations: [Normalization]
  ) -> [Score] {
    let texts = group.map { completion -> Result<String, Unscored>? in
      completion.map { completion in
        Result { () throws(Unscored) in
          let text = try scorer.extracted(from: completion)
          let spelling = text.value.map { String(decoding: $0.canonicalBytes, as: UTF8.self) }
          return normalizations.normalized(spelling ?? text.text)
        }
      }
    }
    let answered = texts.count { $0 != nil }
    var votes: [String: Int] = [:]
    for case .success(let text)? in texts { votes[text, default: 0] += 1 }
    let majority = votes.first { $0.value * 2 > answered }?.key
    return texts.map { text in
      switch text {
      case nil: Score(.notAnswered)
      case .failure(let error)?: Score(error.reason)
      case .success(let text)?:
        answered < 2
          ? Score(.oneCandidate)
          : majority.map { Score(text == $0) } ?? Score(.noMajority)
      }
    }
  }

  /// The final scores of a completion: scales, sums, and numbers for what is missing.
  ///
  /// - Parameter scores: What each scorer says; those of sums are replaced.
  /// - Returns: The scores, and the first scorer whose missing number fails the cell.
  package func final(_ scores: [Score]) -> (scores: [Score], failed: Scorer?) {
    var scores = scores
    var failed: Scorer?
    func settle(_ index: Int) {
      let scorer = scorers[index]
      if let value = scores[index].value, let scale = scorer.scale {
        scores[index].value = value.share(from: scale.from, to: scale.to)
      }
      guard let reason = scores[index].reason, reason.isScorersOwn else { return }
      switch scorer.missing {
      case .null: break
      case .value(let value): scores[index] = Score(value, detail: reason.rawValue)
      case .fail: failed = failed ?? scorer
      }
    }
    for index in scorers.indices where !sums.contains(index) { settle(index) }
    for index in sums {
      guard case .sum(let parts) = scorers[index].kind else { continue }
      if scores[index].reason.map(\.isScorersOwn) ?? true {
        scores[index] = total(of: parts, scores)
      }
      settle(index)
    }
    return (scores, failed)
  }

  private func total(of parts: [Scorer.Part], _ scores: [Score]) -> Score {
    var sum = ScoreValue.zero
    for part in parts {
      guard let index = scorers.firstIndex(where: { $0.name == part.name }),
        let value = scores[index].value
      else { return Score(.missingPart, detail: part.name) }
      sum = sum + value.multiplied(by: part.weight)
    }
    return Score(sum)
  }

  /// Sums whose parts are no sums come first.
  private static func ordered(_ scorers: [Scorer]) -> [Int] {
    var order: [Int] = []
    var open = scorers.indices.filter { if case .sum = scorers[$0].kind { true } else { false } }
    while !open.isEmpty {
      let names = Set(open.map { scorers[$0].name })
      let ready = open.filter { index in
        guard case .sum(let parts) = scorers[index].kind else { return true }
        return !parts.contains { names.contains($0.name) }
      }
      // A configuration has no cycles; were there one, its sums would have no value.
      order += ready.isEmpty ? open : ready
      open.removeAll { ready.isEmpty || ready.contains($0) }
    }
    return order
  }
}

internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform
internal import FacetScore

/// A sample's outcomes in, the same outcomes with their scores out.
///
/// Stored scores are taken from the ledger; what is new is stored there.
struct ScoreStage: Sendable {
  private let card: Scorecard
  private let columns: [PlannedColumn]
  private let data: DataConfiguration
  private let store: any CompletionStore
  private let identities: [SHA256]
  /// The columns of one perspective and model, by the place of the first.
  private let groups: [[Int]]

  init(plan: RunPlan, store: any CompletionStore) {
    let configuration = plan.configuration
    card = Scorecard(configuration.scores, agree: plan.options.answersAgree) {
      configuration.locate($0)
    }
    columns = plan.columns
    data = plan.configuration.data
    self.store = store
    identities = card.scorers.map(\.identity)
    groups = Dictionary(grouping: plan.columns.indices) { plan.columns[$0].perspective.index }
      .values.sorted { $0[0] < $1[0] }
  }

  /// - Throws: An error of the store.
  func scored(
    _ sample: Sample, _ outcomes: [CellOutcome], judging: Judging
  ) async throws -> [CellOutcome] {
    var outcomes = outcomes
    let verdicts = await verdicts(on: sample, &outcomes, judging)
    let stored = try await store.scores(of: outcomes.compactMap { $0.steps.last?.fingerprint })
    var new: [StoredScore] = []
    for group in groups {
      let scores = await scores(of: group, sample, outcomes, stored, verdicts, &new)
      for (place, column) in group.enumerated() {
        let (final, failed) = card.final(scores.map { $0[place] })
        outcomes[column].scores = final
        if let failed { outcomes[column].fail(for: failed, final) }
      }
    }
    store.record(new)
    return outcomes
  }

  /// The scores of one group: by scorer, then by completion.
  private func scores(
    of group: [Int], _ sample: Sample, _ outcomes: [CellOutcome],
    _ stored: [Fingerprint: [SHA256: Score]], _ verdicts: [Verdict: Score],
    _ new: inout [StoredScore]
  ) async -> [[Score]] {
    let completions = group.map { completion(of: outcomes[$0], sample, columns[$0]) }
    var scores: [[Score]] = []
    for (number, (scorer, identity)) in zip(card.scorers, identities).enumerated() {
      var result = completions.map { completion -> Score in
        switch completion {
        case .failure(let reason): Score(reason.reason)
        case .success(let completion):
          scorer.applies(to: completion) ? Score(.missingPart) : Score(.excluded)
        }
      }
      guard scorer.applies(toPerspective: columns[group[0]].perspective.condition) else {
        scores.append(result.map { $0.reason == .missingPart ? Score(.excluded) : $0 })
        continue
      }
      let open = group.indices.filter { result[$0].reason == .missingPart }
      if case .sum = scorer.kind {
      } else {
        let judged = open.compactMap { try? completions[$0].get() }
        let keys = keys(of: judged, for: scorer, identity)
        let fingerprints = open.map { outcomes[group[$0]].steps.last?.fingerprint }
        let known = zip(fingerprints, keys).map { print, key in
          print.flatMap { stored[$0]?[key] }
        }
        let found: [Score]
        if scorer.asksModel {
          found = open.map {
            verdicts[Verdict(scorer: number, column: group[$0])] ?? Score(.notJudged)
          }
        } else {
          // What the ledger has is not made again; a vote has all of its group or nothing.
          let lacking = known.indices.filter { index in
            known[index] == nil || scorer.isOfGroup && known.contains(nil)
          }
          var all: [Score?] = known
          if !lacking.isEmpty {
            let made = await card.scores(of: lacking.map { judged[$0] }, by: scorer)
            for (index, score) in zip(lacking, made) { all[index] = score }
          }
          found = all.map { $0 ?? Score(.boxFailed) }
        }
        for (index, place) in open.enumerated() {
          result[place] = found[index]
          if known[index] != found[index], let print = fingerprints[index],
            found[index].reason?.isTransient != true
          {
            new.append(StoredScore(fingerprint: print, key: keys[index], score: found[index]))
          }
        }
      }
      scores.append(result)
    }
    return scores
  }

  /// The place of a judge's verdict.
  private struct Verdict: Hashable {
    var scorer: Int
    var column: Int
  }

  /// Asks the judges of all responses at once. What they said before is in the ledger as their
  /// answers, so that a dataset's usage and cost include them whenever they were asked.
  private func verdicts(
    on sample: Sample, _ outcomes: inout [CellOutcome], _ judging: Judging
  ) async -> [Verdict: Score] {
    guard columns.contains(where: { !$0.perspective.judges.isEmpty }) else { return [:] }
    let judged = await withTaskGroup(of: (Int, CellOutcome, [Verdict: Score]).self) { group in
      for (index, outcome) in outcomes.enumerated() {
        guard case .success(let completion) = completion(of: outcome, sample, columns[index])
        else { continue }
        group.addTask {
          var outcome = outcome
          var scores: [Verdict: Score] = [:]
          for judge in columns[index].perspective.judges {
            let scorer = card.scorers[judge.scorer]
            guard case .judge(let rule) = scorer.kind, scorer.applies(to: completion) else {
              continue
            }
            let cell = Cell(sample: sample, column: columns[index], order: 0)
            // A response that is scored again beside further ones has its verdict.
            let verdict: Score
            if let known = outcome.verdicts[judge.scorer] {
              verdict = known
            } else {
              verdict = await judging.runner.verdict(
                of: judge, by: rule, on: cell, &outcome, from: judging.asker)
            }
            outcome.verdicts[judge.scorer] = verdict
            scores[Verdict(scorer: judge.scorer, column: index)] = verdict
          }
          return (index, outcome, scores)
        }
      }
      var judged: [(Int, CellOutcome, [Verdict: Score])] = []
      for await one in group { judged.append(one) }
      return judged
    }
    var verdicts: [Verdict: Score] = [:]
    for (index, outcome, scores) in judged {
      outcomes[index] = outcome
      verdicts.merge(scores) { first, _ in first }
    }
    return verdicts
  }

  /// What each completion's score depends on; that of a group on all of its completions.
  private func keys(
    of completions: [ScoredCompletion], for scorer: Scorer, _ identity: SHA256
  ) -> [SHA256] {
    let keys = completions.map { card.key(of: $0, by: scorer, identity) }
    guard scorer.isOfGroup else { return keys }
    return keys.indices.map { index in
      SHA256 { hasher in
        hasher.update(keys[index].bytes)
        for key in keys { hasher.update(key.bytes) }
      }
    }
  }

  /// A cell without a text to score.
  private struct Unanswered: Error {
    var reason: NoScore
  }

  private func completion(
    of outcome: CellOutcome, _ sample: Sample, _ column: PlannedColumn
  ) -> Result<ScoredCompletion, Unanswered> {
    switch outcome.status {
    case .ok, .truncated: break
    case .refused: return .failure(Unanswered(reason: .refused))
    case .reference: return .failure(Unanswered(reason: .reference))
    default: return .failure(Unanswered(reason: .notAnswered))
    }
    guard let response = outcome.response, !response.allSatisfy(\.isWhitespace) else {
      return .failure(Unanswered(reason: .notAnswered))
    }
    let data = data
    let steps = column.perspective.showsSteps ? column.perspective.steps : []
    return .success(
      ScoredCompletion(
        response: response, preparation: outcome.preparation, value: outcome.value
      ) { name in
        if let index = steps.firstIndex(where: { $0.name == name }),
          index < outcome.answers.count
        {
          return .string(outcome.answers[index].text)
        }
        return sample.value(of: name, data: data)
      } row: {
        var row = sample.row(
          response: response, condition: column.perspective.condition, data: data)
        row["completion"] = .number(JSONNumber(column.completion))
        row["preparation"] = outcome.preparation.map { .string($0) } ?? .null
        return row
      })
  }
}

extension Sample {
  /// The value of a name in a template; `nil` if the sample has none.
  func value(of name: String, data: DataConfiguration) -> JSONValue? {
    let value =
      switch name {
      case "input": fields[data.inputField] ?? fields[name]
      case "reference": fields[data.referenceField] ?? fields[name]
      default: fields[name]
      }
    return value.flatMap { $0.isNull ? Optional.none : $0 }
  }

  /// The sample and a completion of it, for a scorer that is a program.
  func row(response: String, condition: String, data: DataConfiguration) -> JSONObject {
    [
      "sample_id": .string(id), "condition": .string(condition),
      "context": value(of: "input", data: data) ?? .null,
      "reference": value(of: "reference", data: data) ?? .null,
      "fields": .object(otherFields(data: data)),
      "response": .string(response),
    ]
  }
}

extension CellOutcome {
  /// Turns a cell into a failed one, because a score that must not be missing is.
  fileprivate mutating func fail(for scorer: Scorer, _ scores: [Score]) {
    let reason = scores.first { $0.reason?.isScorersOwn == true }?.reason?.rawValue ?? ""
    status = .failed
    response = nil
    error = CellError(
      kind: CellError.score, status: nil,
      message: "the score '\(scorer.name)' has no value (\(reason)), and its 'missing' is 'fail'")
  }
}

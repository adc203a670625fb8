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
  private let judges: JudgeStage

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
    judges = JudgeStage(plan: plan, scorers: card.scorers)
  }

  /// - Throws: An error of the store.
  func scored(
    _ sample: Sample, _ outcomes: [CellOutcome], judging: Judging
  ) async throws -> [CellOutcome] {
    var outcomes = outcomes
    let completions = zip(outcomes, columns).map { completion(of: $0, sample, $1) }
    let verdicts = await judges.verdicts(on: sample, completions, &outcomes, judging)
    let stored = try await store.scores(of: outcomes.compactMap { $0.steps.last?.fingerprint })
    var new: [StoredScore] = []
    for group in groups {
      let scores = await scores(of: group, completions, outcomes, stored, verdicts, &new)
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
    of group: [Int], _ all: [Result<ScoredCompletion, Unscored>], _ outcomes: [CellOutcome],
    _ stored: [Fingerprint: [SHA256: Score]], _ verdicts: [JudgedPlace: Score],
    _ new: inout [StoredScore]
  ) async -> [[Score]] {
    let completions = group.map { all[$0] }
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
        let scored = open.compactMap { try? completions[$0].get() }
        let peers = scorer.comparesAllResponses ? all.compactMap { try? $0.get() } : scored
        let keys = keys(of: scored, among: peers, for: scorer, identity)
        let fingerprints = open.map { outcomes[group[$0]].steps.last?.fingerprint }
        let known = zip(fingerprints, keys).map { print, key in
          print.flatMap { stored[$0]?[key] }
        }
        let found =
          scorer.asksModel
          ? open.map {
            verdicts[JudgedPlace(scorer: number, column: group[$0])] ?? Score(.notJudged)
          }
          : await made(of: scored, by: scorer, known)
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

  /// The scores of completions, made where the ledger does not have them; a vote has all of its
  /// group or nothing.
  private func made(
    of completions: [ScoredCompletion], by scorer: Scorer, _ known: [Score?]
  ) async -> [Score] {
    let lacking = known.indices.filter { index in
      known[index] == nil || scorer.isOfGroup && known.contains(nil)
    }
    var all = known
    if !lacking.isEmpty {
      let made = await card.scores(of: lacking.map { completions[$0] }, by: scorer)
      for (index, score) in zip(lacking, made) { all[index] = score }
    }
    return all.map { $0 ?? Score(.boxFailed) }
  }

  /// What each completion's score depends on; that of a group on all of its completions.
  private func keys(
    of completions: [ScoredCompletion], among group: [ScoredCompletion], for scorer: Scorer,
    _ identity: SHA256
  ) -> [SHA256] {
    let keys = completions.map { card.key(of: $0, by: scorer, identity) }
    guard scorer.isOfGroup else { return keys }
    let all = group.map { card.key(of: $0, by: scorer, identity) }
    return keys.map { key in
      SHA256 { hasher in
        hasher.update(key.bytes)
        for key in all { hasher.update(key.bytes) }
      }
    }
  }

  private func completion(
    of outcome: CellOutcome, _ sample: Sample, _ column: PlannedColumn
  ) -> Result<ScoredCompletion, Unscored> {
    switch outcome.status {
    case .ok, .truncated: break
    case .refused: return .failure(Unscored(.refused))
    case .reference: return .failure(Unscored(.reference))
    default: return .failure(Unscored(.notAnswered))
    }
    guard let response = outcome.response, !response.allSatisfy(\.isWhitespace) else {
      return .failure(Unscored(.notAnswered))
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

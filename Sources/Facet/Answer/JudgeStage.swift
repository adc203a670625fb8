internal import FacetConfiguration
internal import FacetScore

/// A sample's outcomes in, what judges say of them out; their requests are added to the outcomes.
///
/// What judges said before is in the ledger as their answers, so that a dataset's usage and cost
/// include them whenever they were asked.
struct JudgeStage: Sendable {
  private let columns: [PlannedColumn]
  private let scorers: [Scorer]
  private let comparisons: [PlannedComparisons]
  private let asksNothing: Bool

  /// The number of questions about one sample that wait for an answer at the same time.
  private static let width = 256

  init(plan: RunPlan, scorers: [Scorer]) {
    columns = plan.columns
    self.scorers = scorers
    comparisons = PlannedComparisons.all(of: scorers, among: plan.perspectives)
    asksNothing = plan.perspectives.allSatisfy(\.judges.isEmpty)
  }

  /// The text of each cell of a sample, or why it has none.
  typealias Completions = [Result<ScoredCompletion, Unscored>]

  /// A question to a judge.
  private struct Ask: Sendable {
    var judge: PlannedJudge
    /// The cell that its requests are counted with.
    var owner: Int
    /// The cells whose responses are shown, in this order.
    var shown: [Int]

    var question: JudgeQuestion { JudgeQuestion(scorer: judge.scorer, shown: shown) }

    func request(_ responses: [ShownResponse?]) -> Request {
      Request(
        scorer: judge.scorer, first: shown[0],
        others: shown.dropFirst().map { responses[$0]?.text.text ?? "" })
    }
  }

  /// What tells the requests about a sample apart: responses of the same text make the same one.
  private struct Request: Hashable {
    var scorer: Int
    /// The cell whose response is shown first, on whose request the judge's depends.
    var first: Int
    var others: [String]
  }

  /// The comparisons of a group's responses.
  private struct Table {
    var scorer: Int
    var columns: [Int]
    /// The questions about each pair; none about responses that are the same.
    var pairs: [(pair: Tournament.Pair, asks: [Ask])]
    var callsPerPair: Int
  }

  /// - Returns: The scores of the cells that judges score.
  func verdicts(
    on sample: Sample, _ completions: Completions, _ outcomes: inout [CellOutcome],
    _ judging: Judging
  ) async -> [JudgedPlace: Score] {
    guard !asksNothing else { return [:] }
    let shown = zip(outcomes, completions).map { outcome, completion in
      (try? completion.get()).flatMap { _ in outcome.shown }
    }
    let single = singleAsks(completions)
    let tables = tables(completions, shown)
    let asks = single + tables.flatMap { $0.pairs.flatMap(\.asks) }
    // Responses that are scored again beside further ones have their verdicts.
    var found: [Request: JudgeVerdict] = [:]
    for ask in asks {
      guard let verdict = outcomes[ask.owner].verdicts[ask.question] else { continue }
      found[ask.request(shown)] = verdict
    }
    var known = Set(found.keys)
    let open = asks.filter { known.insert($0.request(shown)).inserted }
    for (ask, verdict) in zip(open, await verdicts(of: open, sample, shown, outcomes, judging)) {
      found[ask.request(shown)] = verdict
    }
    for ask in asks where outcomes[ask.owner].verdicts[ask.question] == nil {
      guard let verdict = found[ask.request(shown)] else { continue }
      outcomes[ask.owner].judgements += verdict.records
      outcomes[ask.owner].verdicts[ask.question] = verdict
      if verdict.wasStopped { outcomes[ask.owner].awaitsJudge = true }
    }
    let verdicts = asks.compactMap { outcomes[$0.owner].verdicts[$0.question] }
    var scores: [JudgedPlace: Score] = [:]
    for (ask, verdict) in zip(single, verdicts) {
      guard case .judge(let rule) = scorers[ask.judge.scorer].kind else { continue }
      scores[JudgedPlace(scorer: ask.judge.scorer, column: ask.owner)] = verdict.score(by: rule)
    }
    var rest = verdicts.dropFirst(single.count)
    for table in tables {
      var tournament = Tournament(table.columns)
      for (pair, asks) in table.pairs {
        let tie = Result<Tournament.Winner, Unscored>.success(.neither)
        let winners = zip(asks, rest).map { $1.winner(isOneFirst: $0.shown[0] == pair.one) }
        rest = rest.dropFirst(asks.count)
        tournament.add(
          asks.isEmpty ? Array(repeating: tie, count: table.callsPerPair) : winners, of: pair)
      }
      for column in table.columns {
        scores[JudgedPlace(scorer: table.scorer, column: column)] = tournament.score(of: column)
      }
    }
    return scores
  }

  /// The questions about single responses.
  private func singleAsks(_ completions: Completions) -> [Ask] {
    columns.indices.flatMap { index in
      columns[index].perspective.judges.filter { !$0.isPairwise }.compactMap { judge in
        isScored(completions[index], by: judge.scorer)
          ? Ask(judge: judge, owner: index, shown: [index]) : nil
      }
    }
  }

  private func tables(_ completions: Completions, _ shown: [ShownResponse?]) -> [Table] {
    comparisons.flatMap { comparisons in
      comparisons.groups.map { group in
        let columns = group.filter { isScored(completions[$0], by: comparisons.scorer) }
        let pairs = Tournament.pairs(of: columns).map { pair in
          (pair, asks(about: pair, comparisons, shown))
        }
        return Table(
          scorer: comparisons.scorer, columns: columns, pairs: pairs,
          callsPerPair: comparisons.callsPerPair)
      }
    }
  }

  private func asks(
    about pair: Tournament.Pair, _ comparisons: PlannedComparisons, _ shown: [ShownResponse?]
  ) -> [Ask] {
    guard let one = shown[pair.one], let other = shown[pair.other],
      let judge = columns[pair.owner].perspective.judge(of: comparisons.scorer)
    else { return [] }
    return comparisons.orders(of: pair, one, other).map {
      Ask(judge: judge, owner: pair.owner, shown: $0)
    }
  }

  private func isScored(
    _ completion: Result<ScoredCompletion, Unscored>, by scorer: Int
  ) -> Bool {
    guard case .success(let completion) = completion else { return false }
    return scorers[scorer].applies(to: completion)
  }

  /// What the judges say, in the order of the questions.
  private func verdicts(
    of asks: [Ask], _ sample: Sample, _ shown: [ShownResponse?], _ outcomes: [CellOutcome],
    _ judging: Judging
  ) async -> [JudgeVerdict] {
    await withTaskGroup(of: (Int, JudgeVerdict).self) { group in
      func add(_ index: Int) {
        let ask = asks[index]
        let cell = Cell(sample: sample, column: columns[ask.shown[0]], order: 0)
        let responses = ask.shown.compactMap { shown[$0] }
        let answers = ask.judge.isPairwise ? [] : outcomes[ask.owner].answers
        group.addTask {
          let verdict = await judging.runner.verdict(
            of: ask.judge.step, on: cell, after: answers, showing: responses, from: judging.asker)
          return (index, verdict)
        }
      }
      var verdicts = [JudgeVerdict?](repeating: nil, count: asks.count)
      for index in asks.indices.prefix(Self.width) { add(index) }
      var next = min(asks.count, Self.width)
      while let (index, verdict) = await group.next() {
        verdicts[index] = verdict
        guard next < asks.count else { continue }
        add(next)
        next += 1
      }
      return verdicts.compactMap { $0 }
    }
  }
}

/// What a judge is asked: the scorer, and the cells whose responses it sees, in this order.
struct JudgeQuestion: Hashable {
  var scorer: Int
  var shown: [Int]
}

/// The place of a judge's score.
struct JudgedPlace: Hashable {
  var scorer: Int
  var column: Int
}

/// How the judges of a run are asked.
struct Judging: Sendable {
  let runner: PerspectiveRunner
  let asker: StepAsker
}

extension CellOutcome {
  /// Its response as judges see it; `nil` if nobody was asked for it.
  fileprivate var shown: ShownResponse? {
    guard let response, let last = steps.last else { return nil }
    return ShownResponse(text: StepText(response, value: value), fingerprint: last.fingerprint)
  }
}

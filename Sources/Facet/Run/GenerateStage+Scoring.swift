internal import FacetPlatform

extension GenerateStage {
  /// Takes what a task ended with, and has the samples scored that it completes.
  ///
  /// - Returns: How the number of cells and samples in work changes.
  func take(
    _ finished: Finished, _ progress: inout Progress, _ group: inout TaskGroup<Finished>,
    _ judging: Judging
  ) throws(RunError) -> Int {
    switch finished {
    case .cells(let ended):
      try take(ended, &progress)
      let scored = addScoring(&progress, to: &group, judging)
      try takeDecided(&progress)
      return scored - ended.count
    case .scores(let result):
      let scored = try result.get()
      if var round = scored.round {
        round.outcomes = scored.outcomes
        progress.goal?.decide(round)
        try takeDecided(&progress)
        return -1
      }
      progress.unjudged += scored.outcomes.count(where: \.awaitsJudge)
      progress.order.add(scored: scored.outcomes, ordinal: scored.ordinal)
      try write(&progress)
      return -1
    }
  }

  /// Has the samples scored whose cells have all finished.
  ///
  /// - Returns: Their number.
  @discardableResult
  func addScoring(
    _ progress: inout Progress, to group: inout TaskGroup<Finished>, _ judging: Judging
  ) -> Int {
    guard control.failure == nil else { return 0 }
    var count = 0
    while let round = progress.goal?.takeRound() {
      guard let scoring = progress.scoring else {
        progress.goal?.decide(round)
        continue
      }
      count += 1
      group.addTask(executorPreference: globalConcurrentExecutor) {
        do {
          let scored = try await scoring.scored(round.sample, round.outcomes, judging: judging)
          return .scores(
            .success(Scored(ordinal: round.ordinal, outcomes: scored, round: round)))
        } catch {
          return .scores(.failure(RunError(message: "\(error)")))
        }
      }
    }
    guard let scoring = progress.scoring else { return count }
    while let (ordinal, sample, outcomes) = progress.order.takeUnscored() {
      count += 1
      group.addTask(executorPreference: globalConcurrentExecutor) {
        do {
          let scored = try await scoring.scored(sample, outcomes, judging: judging)
          return .scores(.success(Scored(ordinal: ordinal, outcomes: scored)))
        } catch {
          return .scores(.failure(RunError(message: "\(error)")))
        }
      }
    }
    return count
  }

  private func take(_ ended: [Ended], _ progress: inout Progress) throws(RunError) {
    for ended in ended {
      guard let outcome = ended.outcome ?? (plan.options.usesOnlyLedger ? .pending : nil) else {
        // They are admitted in the order of the file, whichever group was looked up first.
        let place = progress.missing.lastIndex { $0.cell.order < ended.admitted.cell.order }
        progress.missing.insert(ended.admitted, at: place.map { $0 + 1 } ?? 0)
        progress.isReusing = false
        continue
      }
      counters.ended(outcome)
      progress.isReusing = outcome.steps.allSatisfy { !$0.wasAsked }
      if progress.goal != nil {
        progress.goal?.end(
          outcome, ordinal: ended.admitted.ordinal, column: ended.admitted.cell.column)
        continue
      }
      progress.order.add(
        outcome, ordinal: ended.admitted.ordinal, column: ended.admitted.cell.column.index)
    }
    try write(&progress)
  }
}

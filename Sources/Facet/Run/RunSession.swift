internal import FacetConfiguration
internal import FacetJSON
internal import FacetLedger
internal import FacetModels
internal import FacetPlatform

/// One invocation of a run that the ledger knows: begins or goes on with it, and says how it ended.
struct RunSession {
  let plan: RunPlan
  let ledger: Ledger
  /// What its conversations may come to; `nil` where each answer takes one request.
  var outlook: ConversationOutlook?

  func outcome(
    counters: RunCounters, opening: @Sendable (RunSummary) -> Void,
    _ run: (RunPlan, any CompletionStore) async throws(RunError) -> RunOutcome
  ) async throws -> RunOutcome {
    let began = ContinuousClock.now
    let earlier = try ledger.runs()
    let begun = try await ledger.beginRun(description(beside: earlier))
    var plan = plan
    plan.start = begun.run.startedAt
    plan.mayReuse = !earlier.isEmpty
    plan.earlier = EarlierSessions(
      of: begun, sessions: earlier.first { $0.run.id == begun.run.id }?.sessions ?? 0)
    if plan.configuration.budget.usd != nil, begun.earlierAccount.unpricedAnswers > 0 {
      let priced = try await costOfUnpricedAnswers(of: begun.run)
      plan.earlier.spent.cost += priced.cost
      plan.earlier.unpricedAnswers -= priced.answers
    }
    plan.output = plan.output.named(FileSystem.name(of: begun.run.datasetPath))
    var summary = RunSummary(plan)
    summary.isResumed = begun.isResumed
    summary.wasComplete = begun.isComplete
    summary.otherProcesses = begun.holders.map(\.process.processID)
    summary.asksInConversations = outlook != nil
    let stage = EstimateStage(plan: plan)
    let cells = plan.mayReuse ? EstimateStage.fewCells : 0
    let estimate =
      if let outlook {
        try await stage.estimate(of: outlook, ledger: ledger, cells: EstimateStage.fewCells)
      } else {
        try stage.estimate(ledger: ledger, cells: cells)
      }
    summary.estimate = estimate
    opening(summary)
    var outcome: RunOutcome
    do {
      let store = try LedgerStore(
        ledger: ledger, run: begun, retryFailed: plan.options.retryFailed, counters: counters,
        began: began, teaches: plan.options.rehearsal == nil)
      outcome = try await run(plan, store)
    } catch {
      // Where the ledger itself has failed, it cannot be told; the error is what matters.
      _ = try? await ledger.endRun(
        begun.session, state: .failed, reason: "\(error)",
        counters: SessionCounters(counters.current, elapsed: ContinuousClock.now - began))
      throw error
    }
    // Against what is sent now, not against what is held: the rest is not this session's.
    outcome.estimate = estimate
    if outcome.calls.sent > 0, plan.options.rehearsal == nil {
      try await ledger.record(outcome.measurement.calibrations(of: plan.lanes))
    }
    if plan.options.isTest, outlook == nil {
      outcome.fullRun = try EstimateStage.ofFullRun(
        plan.options, plan.configuration, measured: outcome.measurement, ledger: ledger)
    }
    let (state, reason) = outcome.ledgerState
    try await ledger.endRun(
      begun.session, state: state, reason: reason,
      resumeCommand: outcome.budget?.reached.flatMap { plan.options.raisingCommands[$0] },
      counters: SessionCounters(counters.current, elapsed: ContinuousClock.now - began))
    return outcome
  }

  /// What answers cost, at the prices in force, that the run paid for while their price was not
  /// known.
  private func costOfUnpricedAnswers(
    of run: LedgerRun
  ) async throws -> (answers: Int, cost: USDollars) {
    var sum = (answers: 0, cost: USDollars.zero)
    for try await answer in ledger.completions(paidBy: run.id) where answer.costPicoUSD == nil {
      let lane = plan.lanes.first {
        $0.model == answer.model && $0.endpoint.provider.name == answer.provider
      }
      guard let price = lane?.price else { continue }
      sum.answers += 1
      sum.cost += price.cost(of: answer.usage)
    }
    return sum
  }

  private func description(beside earlier: [LedgerRunSummary]) -> RunDescription {
    let options = plan.options
    var output = plan.output
    if options.output == nil {
      // Two runs may begin in the same second.
      let others = earlier.filter { $0.run.identity != plan.runIdentity || options.isFresh }
      output = output.avoiding(Set(others.map { FileSystem.name(of: $0.run.datasetPath) }))
    }
    return RunDescription(
      identity: plan.runIdentity, configurationPath: plan.configuration.path,
      taskType: plan.configuration.taskType,
      mode: options.rehearsal != nil ? .rehearsal : options.isTest ? .test : .full,
      datasetPath: FileSystem.absolute(output.path, in: FileSystem.workingDirectory),
      cellsTotal: plan.cellCount,
      resumeCommand: options.resumeCommand, isFresh: options.isFresh, startedAt: plan.start)
  }
}

extension EarlierSessions {
  init(of run: BegunRun, sessions: Int) {
    let account = run.earlierAccount
    self.init(
      sessions: sessions,
      spent: Spending(
        requests: run.earlierTotals.requestsSent,
        tokens: account.promptTokens + account.completionTokens,
        cost: USDollars(picodollars: account.costPicoUSD)),
      answers: account.answers, unpricedAnswers: account.unpricedAnswers,
      elapsed: run.earlierTotals.elapsed)
  }
}

extension RunOutcome {
  /// How the ledger remembers the run: complete only when another invocation would ask nothing.
  var ledgerState: (LedgerRun.State, reason: String?) {
    switch ending {
    case .complete, .completeWithFailures:
      failedForNow > 0
        ? (.stopped, "\(failedForNow) cells failed for a reason that may pass") : (.complete, nil)
    case .stoppedByProvider(let reason), .stoppedAtBudget(let reason): (.stopped, reason)
    case .interrupted: (.interrupted, nil)
    }
  }
}

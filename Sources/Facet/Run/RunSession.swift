internal import FacetConfiguration
internal import FacetJSON
internal import FacetLedger
internal import FacetModels
internal import FacetPlatform
internal import Logging

/// One invocation of a run that the ledger knows: begins or goes on with it, and says how it ended.
struct RunSession {
  let plan: RunPlan
  let ledger: Ledger
  /// What its conversations may come to; `nil` where each answer takes one request.
  var outlook: ConversationOutlook?
  let control: RunControl
  let logger: Logger

  /// How often a run looks whether the process has ended that it waits for.
  private static let waitingInterval = Duration.milliseconds(250)
  /// How long another process may take to notice that this one joins it.
  private static let joiningTime = Duration.seconds(5)

  func outcome(
    counters: RunCounters, opening: @Sendable (RunSummary) -> Void,
    _ run: (RunPlan, any CompletionStore) async throws(RunError) -> RunOutcome
  ) async throws -> RunOutcome {
    let began = ContinuousClock.now
    let (earlier, begun) = try await begun()
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
      outcome = try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await store.claims.keepUp() }
        defer { group.cancelAll() }
        return try await run(plan, store)
      }
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

  /// Begins the run, once no other process holds it; or at once, if it joins others.
  private func begun() async throws -> (earlier: [LedgerRunSummary], run: BegunRun) {
    var awaited: [RunHolder] = []
    while true {
      let earlier = try ledger.runs()
      let run: BegunRun?
      do throws(LedgerError) {
        run = try await ledger.beginRun(
          description(beside: earlier), joins: plan.options.joins)
      } catch {
        guard case .held(let holders) = error.kind else { throw error }
        run = nil
        if holders.map(\.session) != awaited.map(\.session) {
          logger.notice("\(Self.waiting(for: holders))")
        }
        awaited = holders
      }
      if let run {
        if !run.holders.isEmpty { try await awaitClaims(of: run) }
        return (earlier, run)
      }
      try await pause(for: awaited)
    }
  }

  /// Returns when the processes that a run joins claim what they send, or have not noticed in time.
  private func awaitClaims(of run: BegunRun) async throws {
    let end = ContinuousClock.now + Self.joiningTime
    while try !ledger.othersClaim(in: run.run.id), ContinuousClock.now < end {
      try await pause(for: run.holders)
    }
  }

  private func pause(for holders: [RunHolder]) async throws {
    try? await ContinuousClock().sleep(for: Self.waitingInterval)
    guard control.phase != .running || Task.isCancelled else { return }
    let numbers = holders.map { "\($0.process.processID)" }.joined(separator: ", ")
    var error = RunError(
      message: "stopped while waiting for process \(numbers), which works on this run")
    error.wasInterrupted = true
    throw error
  }

  private static func waiting(for holders: [RunHolder]) -> String {
    let who = holders.map {
      "process \($0.process.processID) on host '\($0.process.host)' since \($0.since.iso8601)"
    }
    return "this run is in progress in \(who.joined(separator: ", ")); waiting for it to end: "
      + "press Ctrl-C to leave, or use '--join' to share its work"
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
        tokens: account.promptTokens.adding(saturating: account.completionTokens),
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

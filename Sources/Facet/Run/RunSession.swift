internal import FacetConfiguration
internal import FacetLedger
internal import FacetModels
internal import FacetPlatform
internal import Logging

/// One invocation of a run, with or without a ledger: begins or resumes the run, and records how it
/// ended.
struct RunSession {
  /// The plan, with the ledger's knowledge of the run.
  private(set) var plan: RunPlan
  private let ledger: Ledger?
  private let outlook: ConversationOutlook?
  private let counters: RunCounters
  let control: RunControl
  let logger: Logger
  private let began = ContinuousClock.now
  /// `nil` without a ledger.
  private var begun: BegunRun?

  /// Begins the run, or resumes it if the ledger knows it.
  ///
  /// - Parameters:
  ///   - outlook: The bounds of its conversations; `nil` if each answer takes one request.
  ///   - report: Called when the run waits for another process.
  init(
    plan: RunPlan, ledger: Ledger?, outlook: ConversationOutlook?, counters: RunCounters,
    control: RunControl, logger: Logger, reporting report: (RunEvent) -> Void
  ) async throws {
    self.plan = plan
    self.ledger = ledger
    self.outlook = outlook
    self.counters = counters
    self.control = control
    self.logger = logger
    if let ledger { try await begin(in: ledger, report) }
  }

  /// Runs the plan and records how it ended.
  ///
  /// - Parameters:
  ///   - opening: Called with the summary of the run before anything is sent.
  ///   - run: Runs the plan with a store for its responses.
  func outcome(
    opening: @Sendable (RunSummary) -> Void,
    asking run: (RunPlan, any CompletionStore) async throws(RunError) -> RunOutcome
  ) async throws -> RunOutcome {
    let estimate = try await self.estimate()
    opening(summary(with: estimate))
    var outcome: RunOutcome
    do {
      outcome = try await answered(run)
    } catch {
      // If the ledger itself has failed, it cannot record this, and the error takes precedence.
      try? await end(.failed, reason: "\(error)")
      throw error
    }
    // The estimate for this session's requests; the ledger held the rest.
    outcome.estimate = estimate
    if let ledger, outcome.calls.sent > 0, plan.options.rehearsal == nil {
      try await ledger.record(outcome.measurement.calibrations(of: plan.lanes))
    }
    if plan.options.isTest, outlook == nil {
      outcome.fullRun = try EstimateStage(plan: plan).ofFullRun(
        measured: outcome.measurement, ledger: ledger)
    }
    let (state, reason) = outcome.ledgerState
    try await end(
      state, reason: reason,
      resumeCommand: outcome.budget?.reached.flatMap { plan.options.raisingCommands[$0] })
    return outcome
  }

  private mutating func begin(in ledger: Ledger, _ report: (RunEvent) -> Void) async throws {
    if let collection = plan.options.collection {
      begun = BegunRun(reading: description(beside: []), generation: collection.generation)
      plan.mayReuse = true
      return
    }
    let (earlier, begun) = try await begun(in: ledger, reporting: report)
    self.begun = begun
    plan.start = begun.run.startedAt
    plan.mayReuse = !earlier.isEmpty
    plan.earlier = EarlierSessions(
      of: begun, sessions: earlier.first { $0.run.id == begun.run.id }?.sessions ?? 0)
    if plan.configuration.budget.usd != nil, begun.earlierAccount.unpricedAnswers > 0 {
      let priced = try await costOfUnpricedAnswers(of: begun.run, in: ledger)
      plan.earlier.spent.cost += priced.cost
      plan.earlier.unpricedAnswers -= priced.answers
    }
    if plan.options.outputFolder == nil {
      plan.output = plan.output.named(FileSystem.name(of: begun.run.datasetPath))
    }
  }

  private func estimate() async throws -> RunEstimate {
    let stage = EstimateStage(plan: plan)
    if let outlook {
      return try await stage.estimate(
        of: outlook, ledger: ledger,
        cells: ledger == nil ? EstimateStage.manyCells : EstimateStage.fewCells)
    }
    return try stage.estimate(ledger: ledger, cells: plan.mayReuse ? EstimateStage.fewCells : 0)
  }

  private func summary(with estimate: RunEstimate) -> RunSummary {
    var summary = RunSummary(plan)
    summary.estimate = estimate
    summary.asksInConversations = outlook != nil
    if let begun {
      summary.isResumed = begun.isResumed
      // Judges that were added to a complete run are still to be asked.
      summary.wasComplete =
        begun.isComplete
        && (estimate.heldAnswers >= estimate.calls
          || plan.perspectives.allSatisfy(\.judges.isEmpty))
      summary.otherProcesses = begun.holders.map(\.process.processID)
    }
    return summary
  }

  private func answered(
    _ run: (RunPlan, any CompletionStore) async throws(RunError) -> RunOutcome
  ) async throws -> RunOutcome {
    guard let ledger, let begun else { return try await run(plan, NoLedger()) }
    let store = try LedgerStore(
      ledger: ledger, run: begun, retryFailed: plan.options.retryFailed, counters: counters,
      began: began, teaches: plan.options.rehearsal == nil)
    guard plan.options.collection == nil else { return try await run(plan, store) }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await store.claims.keepUp() }
      defer { group.cancelAll() }
      return try await run(plan, store)
    }
  }

  private func end(
    _ state: LedgerRun.State, reason: String?, resumeCommand: String? = nil
  ) async throws {
    guard let ledger, let begun, plan.options.collection == nil else { return }
    try await ledger.endRun(
      begun.session, state: state, reason: reason, resumeCommand: resumeCommand,
      counters: SessionCounters(counters.current, elapsed: ContinuousClock.now - began))
  }

  /// The cost, at the prices in force, of answers paid for before their price was known.
  private func costOfUnpricedAnswers(
    of run: LedgerRun, in ledger: Ledger
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

  func description(beside earlier: [LedgerRunSummary]) -> RunDescription {
    let options = plan.options
    var output = plan.output
    if options.output == nil, options.shard == nil {
      // Two runs may begin in the same second.
      let others = earlier.filter { $0.run.identity != plan.runIdentity || options.isFresh }
      output = output.avoiding(Set(others.map { FileSystem.name(of: $0.run.datasetPath) }))
    }
    return RunDescription(
      identity: plan.runIdentity, configurationPath: plan.configuration.path,
      taskType: plan.configuration.taskType,
      mode: options.rehearsal != nil ? .rehearsal : options.isTest ? .test : .full,
      datasetPath: options.outputFolder
        ?? FileSystem.absolute(output.path, in: FileSystem.workingDirectory),
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
  /// The status of the run in the ledger: complete only if another invocation would send nothing.
  var ledgerState: (LedgerRun.State, reason: String?) {
    switch ending {
    case .complete, .completeWithFailures:
      failedForNow > 0
        ? (
          .stopped,
          "\(failedForNow) cell\(failedForNow == 1 ? "" : "s") failed for a temporary reason"
        ) : (.complete, nil)
    case .stoppedByProvider(let reason), .stoppedAtBudget(let reason): (.stopped, reason)
    case .interrupted: (.interrupted, nil)
    case .partial(let reason): (.stopped, reason)
    }
  }
}

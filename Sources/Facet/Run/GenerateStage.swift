internal import FacetConfiguration
internal import FacetHTTP
internal import FacetModels
internal import FacetPlatform
internal import Logging

/// Turns a plan into a dataset: admits cells in order, has them answered, and writes them in order.
struct GenerateStage {
  let plan: RunPlan
  /// Another way to answer and write cells; `nil` for the perspectives' own.
  var answering: (any CellAnswering)?
  let store: any CompletionStore
  let counters: RunCounters
  let control: RunControl
  let monitor: RunMonitor
  let logger: Logger

  /// The most cells admitted beyond those that the slots and the steps need, for those that wait for
  /// a retry.
  private static let mostWaiting = 128
  /// The number of slots, and of requests in the run, per request that goes out at the beginning
  /// without waiting for a cache.
  private static let slotsPerPass = 20
  private static let requestsPerPass = 250

  /// The number of cells that one task looks up in the store.
  private static let lookupSize = 32

  /// - Returns: The dataset's path, its totals, and whether it is complete.
  /// - Throws: ``RunError`` if the input or the output fails.
  func run() async throws(RunError) -> GeneratedDataset {
    var progress = try begin()
    let scheduler = Scheduler(queue: admissionQueue())
    let prefixes = PrefixGate(
      lead: plan.configuration.limits.lead,
      passes: min(plan.slots / Self.slotsPerPass, plan.callCount / Self.requestsPerPass))
    control.observe { phase in
      guard phase >= .draining else { return }
      scheduler.drain()
      prefixes.open()
    }
    // Without a request, every cell that the ledger lacks ends as pending.
    if plan.options.collection != nil {
      scheduler.drain()
      prefixes.open()
    }
    monitor.watch(scheduler)
    var options = HTTPClientOptions()
    options.expectedConcurrency = plan.slots
    options.trustedRoots = plan.trustedRoots
    let state = progress
    var retry = plan.configuration.retry
    if plan.options.collection != nil { retry.waitForEndpoint = nil }
    let policy = retry
    progress = try await HTTPClient.withClient(options: options, logger: logger) {
      (http) async throws(RunError) in
      let asker = StepAsker(
        lanes: plan.lanes, scheduler: scheduler, prefixes: prefixes, store: store, http: http,
        retry: policy, outcomes: plan.configuration.outcomes,
        replicate: plan.options.replicate, counters: counters, control: control, logger: logger)
      // Cells run on the event loop's thread, so that a request needs no thread switch.
      return try await withTaskExecutorPreference(http.executor) {
        () async throws(RunError) in try await answerAll(asker, state)
      }
    }
    return try finish(progress, scheduler)
  }

  private func admissionQueue() -> AdmissionQueue {
    let now = ContinuousClock.now
    var queue = plan.admissionQueue(at: now)
    if !plan.configuration.budget.isUnlimited {
      queue.budget = BudgetAccount(
        BudgetAccount.Limits(plan.configuration.budget), prices: plan.lanes.map(\.price),
        spent: plan.earlier.spent, elapsed: plan.earlier.elapsed, at: now)
    }
    return queue
  }

  /// The most cells in work at once: for each slot one that is sent and one that waits for it, and for
  /// each further step those by which the step before runs ahead. Each costs memory.
  private var mostAdmitted: Int {
    let steps = plan.columns.map(\.perspective.steps.count).max() ?? 1
    return max(1, plan.slots * (steps + 1) + min(2 * plan.slots, Self.mostWaiting))
  }

  private func answerAll(
    _ asker: StepAsker, _ progress: Progress
  ) async throws(RunError) -> Progress {
    let mostAdmitted = mostAdmitted
    let renderer = PromptRenderer(
      layout: plan.configuration.promptLayout, data: plan.configuration.data)
    let perspectives = PerspectiveRunner(
      renderer: renderer, outcomes: plan.configuration.outcomes,
      // A budget is for responses, not for earlier steps without a response.
      stepsAhead: plan.configuration.budget.isUnlimited ? plan.slots : 0,
      promptCheck: plan.options.promptCheck)
    let judging = Judging(runner: perspectives, asker: asker)
    let runner: any CellRunner = answering?.runner(renderer: renderer) ?? perspectives
    let result = await withTaskGroup(of: Finished.self) { group -> Result<Progress, RunError> in
      var progress = progress
      var admitted = 0
      do throws(RunError) {
        var cells = CellSequence(
          columns: plan.columns, slots: plan.slots,
          isLed: plan.configuration.limits.lead > .zero)
        while takesCells(asker.scheduler) {
          let turn = admitted < mostAdmitted ? try turn(&cells, &progress) : .wait
          switch turn {
          case .ask(let cell):
            admitted += 1
            group.addTask {
              .cells([
                Ended(admitted: cell, outcome: await runner.outcome(of: cell.cell, asking: asker))
              ])
            }
            continue
          case .look(let cells):
            admitted += cells.count
            // Requested cells run on the event loop's thread and need no thread switch. Reused
            // cells need no loop: other threads read them while this one writes.
            let steps = FoundSteps(asker: asker, isAll: plan.options.usesOnlyLedger)
            group.addTask(executorPreference: globalConcurrentExecutor) {
              .cells(await Self.look(for: cells, perspectives, steps))
            }
            continue
          case .wait: break
          }
          guard let finished = await group.next() else { break }
          admitted += try take(finished, &progress, &group, judging)
        }
        try await takeRest(&progress, &group, judging)
        return .success(progress)
      } catch {
        control.enter(.draining)
        group.cancelAll()
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Takes the cells that are still in work, then the scores that wait for all cells.
  private func takeRest(
    _ progress: inout Progress, _ group: inout TaskGroup<Finished>, _ judging: Judging
  ) async throws(RunError) {
    while let finished = await group.next() {
      _ = try take(finished, &progress, &group, judging)
    }
    if progress.goal != nil {
      progress.goal?.stop()
    } else if progress.scoring != nil {
      progress.order.closeCells()
    }
    addScoring(&progress, to: &group, judging)
    while let finished = await group.next() {
      _ = try take(finished, &progress, &group, judging)
    }
    progress.goal?.closeAll()
    try takeDecided(&progress)
  }

  /// The next work: request a cell, look up several, or wait.
  private enum Turn {
    case ask(Admitted)
    case look([Admitted])
    case wait
  }

  private func turn(
    _ cells: inout CellSequence, _ progress: inout Progress
  ) throws(RunError) -> Turn {
    if !progress.missing.isEmpty { return .ask(progress.missing.removeFirst()) }
    var looked: [Admitted] = []
    while looked.count < Self.lookupSize,
      let next = try next(&cells, &progress)
    {
      progress.admitted += 1
      let column = next.column
      if column.perspective.strategy == nil {
        progress.order.add(
          .reference(next.sample.reference), ordinal: next.ordinal, column: column.index)
        try write(&progress)
        continue
      }
      let cell = Admitted(
        cell: Cell(sample: next.sample, column: column, order: progress.admitted),
        ordinal: next.ordinal)
      guard progress.isReusing || plan.options.usesOnlyLedger, answering == nil else {
        return .ask(cell)
      }
      looked.append(cell)
    }
    return looked.isEmpty ? .wait : .look(looked)
  }

  /// The next cell to admit, or `nil` if there is none for now.
  private func next(
    _ cells: inout CellSequence, _ progress: inout Progress
  ) throws(RunError) -> CellSequence.Next? {
    guard progress.goal != nil else {
      return try cells.next(reading: { () throws(RunError) in try begin(&progress) })
    }
    while let turn = progress.goal?.next() {
      switch turn {
      case .ask(let next): return next
      case .read:
        let sample = try begin(&progress)
        progress.goal?.begin(sample)
        try takeDecided(&progress)
      case .wait: return nil
      }
    }
    return nil
  }

  /// Hands on the samples of a run with a goal whose cells have all ended or are not needed.
  func takeDecided(_ progress: inout Progress) throws(RunError) {
    while let (ordinal, outcomes) = progress.goal?.takeFinished() {
      progress.unjudged += outcomes.count(where: \.awaitsJudge)
      for outcome in outcomes where outcome.status == .unneeded { counters.ended(outcome) }
      progress.order.add(scored: outcomes, ordinal: ordinal)
    }
    try write(&progress)
  }

  private static func look(
    for cells: [Admitted], _ runner: PerspectiveRunner, _ steps: FoundSteps
  ) async -> [Ended] {
    var ended: [Ended] = []
    ended.reserveCapacity(cells.count)
    for admitted in cells {
      let outcome = await runner.outcome(of: admitted.cell, from: steps)
      let isFound = outcome.status != .pending
      if isFound, !steps.isAll {
        steps.asker.counters.reused(outcome.steps.count { $0.answer != nil })
      }
      ended.append(Ended(admitted: admitted, outcome: isFound ? outcome : nil))
    }
    return ended
  }

  /// Whether further cells are admitted. A stopping run still admits cells that the ledger answers,
  /// so that the dataset holds everything already paid for.
  private func takesCells(_ scheduler: Scheduler) -> Bool {
    switch control.phase {
    case .running:
      plan.mayReuse || plan.configuration.budget.isUnlimited || !scheduler.isBudgetUsedUp
    case .draining: plan.mayReuse && control.failure == nil
    case .cancelled: false
    }
  }

  /// Reads the next sample and makes room for its outcomes.
  private func begin(_ progress: inout Progress) throws(RunError) -> (Sample, Int)? {
    do throws(SampleError) {
      guard let sample = try progress.reader.next() else { return nil }
      return (sample, progress.order.begin(sample))
    } catch {
      throw RunError(error)
    }
  }
}

internal import FacetConfiguration
internal import FacetLedger
internal import FacetPlatform

/// A plan and a ledger in, a ``RunEstimate`` out.
struct EstimateStage: Sendable {
  let plan: RunPlan

  /// Cells that are looked up where somebody waits for an estimate, and before a run begins.
  static let manyCells = 60_000
  static let fewCells = 4_000
  /// Following a conversation takes as long as looking some cells up.
  private static let cellsPerConversation = 4

  /// - Parameters:
  ///   - ledger: `nil` where there is none.
  ///   - cells: How many cells are looked up in it at most.
  ///   - measured: What answers have used; `nil` for those that the ledger holds.
  ///   - exactRatios: By lane, if prompts were counted by the vocabulary itself.
  func estimate(
    ledger: Ledger?, cells: Int, measured: UsageMeasurement? = nil,
    exactRatios: [Int: ExactRatio] = [:]
  ) throws(RunError) -> RunEstimate {
    do {
      var estimator = RunEstimator(plan: plan)
      estimator.exactRatios = exactRatios
      if let ledger { try consult(ledger, cells: cells, for: &estimator) }
      if let measured, !measured.lanes.isEmpty { estimator.measurement = measured }
      return estimator.estimate()
    } catch {
      throw RunError(message: "\(error)")
    }
  }

  private func consult(
    _ ledger: Ledger, cells: Int, for estimator: inout RunEstimator
  ) throws {
    estimator.calibrations = try ledger.calibrations()
    guard cells > 0, !plan.options.isFresh, let generation = try generation(in: ledger) else {
      return
    }
    var held = try HeldCompletions(plan: plan, ledger: ledger, generation: generation)
    try held.look(
      at: StratifiedChoice(
        of: plan.input.sampleCount, atMost: cells / max(1, plan.columns.count)))
    estimator.held = held
    estimator.extent = .rest
    estimator.measurement = held.measurement
  }

  /// The generation of completions in which the plan's run would look; `nil` if the ledger knows no
  /// run.
  private func generation(in ledger: Ledger) throws(LedgerError) -> Int64? {
    let runs = try ledger.runs()
    guard !runs.isEmpty else { return nil }
    let identity = plan.runIdentity
    return runs.first { $0.run.identity == identity }?.run.generation ?? 0
  }

  /// Of a run whose cells are answered in conversations.
  ///
  /// - Parameters:
  ///   - ledger: `nil` where there is none.
  ///   - cells: How many cells are looked up at most.
  func estimate(
    of outlook: ConversationOutlook, ledger: Ledger?, cells: Int
  ) async throws(RunError) -> RunEstimate {
    do {
      var estimator = RunEstimator(plan: plan)
      var turns: [Int: [LedgerTurn]] = [:]
      var tally = ConversationTally(plan: plan, outlook: outlook)
      let choice = StratifiedChoice(
        of: plan.input.sampleCount,
        atMost: cells / Self.cellsPerConversation / max(1, plan.columns.count))
      if let ledger {
        estimator.calibrations = try ledger.calibrations()
        for (index, lane) in plan.lanes.enumerated() {
          turns[index] = try ledger.turns(
            ofTask: plan.configuration.taskType, model: lane.model, endpoint: lane.identity)
        }
      }
      if let ledger, let store = try heldStore(of: ledger) {
        tally = try await store.withAsker(of: plan) { asker in
          var looked = tally
          try await looked.look(at: choice, asking: asker)
          return looked
        }
        estimator.measurement = tally.measurement
        estimator.extent = .rest
      } else {
        try await tally.look(at: choice, asking: nil)
      }
      return estimator.estimate(of: tally, outlook: outlook, turns: turns)
    } catch {
      throw RunError(message: "\(error)")
    }
  }

  /// What the plan's run would find in a ledger; `nil` where it would look for nothing.
  private func heldStore(of ledger: Ledger) throws(LedgerError) -> HeldStore? {
    guard !plan.options.isFresh, let generation = try generation(in: ledger) else { return nil }
    return HeldStore(
      ledger: ledger, generation: generation, retryFailed: plan.options.retryFailed)
  }

  /// What the run without `--test` would use, by what the test has measured.
  ///
  /// A rehearsal measures nothing that a provider would be paid for: after it, this is the paid run
  /// as `facet estimate` has it.
  ///
  /// - Returns: `nil` where the full run cannot be planned, which its own start will explain.
  func ofFullRun(
    measured: UsageMeasurement, ledger: Ledger?
  ) throws(RunError) -> RunEstimate? {
    var options = plan.options
    options.isTest = false
    options.output = nil
    options.requiresKeys = false
    options.rehearsal = nil
    let isRehearsal = plan.options.rehearsal != nil
    let planner = Planner(configuration: plan.configuration, options: options)
    guard let full = try? planner.plan() else { return nil }
    do {
      return try EstimateStage(plan: full).estimate(
        ledger: ledger, cells: Self.manyCells, measured: isRehearsal ? nil : measured,
        exactRatios: isRehearsal ? ExactCounter(plan: full).ratios() : [:])
    } catch {
      throw RunError(message: "\(error)")
    }
  }
}

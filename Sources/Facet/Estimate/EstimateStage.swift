internal import FacetConfiguration
internal import FacetLedger
internal import FacetPlatform

/// Turns a plan and a ledger into a ``RunEstimate``.
struct EstimateStage: Sendable {
  let plan: RunPlan

  /// The number of cells looked up if somebody waits for the estimate, and before a run begins.
  static let manyCells = 60_000
  static let fewCells = 4_000
  /// The number of cell lookups that take as long as following one conversation.
  private static let cellsPerConversation = 4

  /// - Parameters:
  ///   - ledger: `nil` if there is none.
  ///   - cells: The maximum number of cells looked up in it.
  ///   - measured: The measured usage of answers; `nil` to use the answers in the ledger.
  ///   - exactRatios: By lane, if prompts were counted exactly with the vocabulary.
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

  /// The generation of completions that the plan's run would search; `nil` if the ledger has no
  /// such run.
  private func generation(in ledger: Ledger) throws(LedgerError) -> Int64? {
    let runs = try ledger.runs()
    guard !runs.isEmpty else { return nil }
    let identity = plan.runIdentity
    return runs.first { $0.run.identity == identity }?.run.generation ?? 0
  }

  /// The estimate of a run whose cells are answered in conversations.
  ///
  /// - Parameters:
  ///   - ledger: `nil` if there is none.
  ///   - cells: The maximum number of cells looked up.
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

  /// The answers that the plan's run would reuse from a ledger; `nil` if it would not look.
  private func heldStore(of ledger: Ledger) throws(LedgerError) -> HeldStore? {
    guard !plan.options.isFresh, let generation = try generation(in: ledger) else { return nil }
    return HeldStore(
      ledger: ledger, generation: generation, retryFailed: plan.options.retryFailed)
  }

  /// The estimate of the run without `--test`, from the test's measurements.
  ///
  /// A rehearsal yields no measurements of real usage: after it, this equals the result of `facet
  /// estimate` for the paid run.
  ///
  /// - Returns: `nil` if the full run cannot be planned; starting it reports the reason.
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

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

  /// Without a ledger.
  ///
  /// - Parameter measured: What answers have used.
  func estimate(
    measured: UsageMeasurement?, exactRatios: [Int: ExactRatio] = [:]
  ) -> RunEstimate {
    var estimator = RunEstimator(plan: plan)
    estimator.measurement = measured
    estimator.exactRatios = exactRatios
    return estimator.estimate()
  }

  /// - Parameters:
  ///   - cells: How many cells are looked up at most.
  ///   - measured: What answers have used; `nil` for those that the ledger holds.
  func estimate(
    ledger: Ledger, cells: Int, measured: UsageMeasurement? = nil,
    exactRatios: [Int: ExactRatio] = [:]
  ) throws(RunError) -> RunEstimate {
    do {
      var estimator = RunEstimator(plan: plan)
      estimator.exactRatios = exactRatios
      estimator.calibrations = try ledger.calibrations()
      let runs = try ledger.runs()
      if cells > 0, !runs.isEmpty, !plan.options.isFresh {
        let identity = plan.runIdentity
        let own = runs.first { $0.run.identity == identity }
        var held = try HeldCompletions(
          plan: plan, ledger: ledger, generation: own?.run.generation ?? 0)
        try held.look(
          at: StratifiedChoice(
            of: plan.input.sampleCount, atMost: cells / max(1, plan.columns.count)))
        estimator.held = held
        estimator.extent = .rest
        estimator.measurement = held.measurement
      }
      if let measured, !measured.lanes.isEmpty { estimator.measurement = measured }
      return estimator.estimate()
    } catch {
      throw RunError(message: "\(error)")
    }
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
    guard !plan.options.isFresh else { return nil }
    let runs = try ledger.runs()
    guard !runs.isEmpty else { return nil }
    let identity = plan.runIdentity
    return HeldStore(
      ledger: ledger,
      generation: runs.first { $0.run.identity == identity }?.run.generation ?? 0,
      retryFailed: plan.options.retryFailed)
  }

  /// What the run without `--test` would use, by what the test has measured.
  ///
  /// - Returns: `nil` where the full run cannot be planned, which its own start will explain.
  static func ofFullRun(
    _ options: RunOptions, _ configuration: TaskConfiguration, measured: UsageMeasurement,
    ledger: Ledger?
  ) throws(RunError) -> RunEstimate? {
    var options = options
    options.isTest = false
    options.output = nil
    options.requiresKeys = false
    guard let plan = try? Planner(configuration: configuration, options: options).plan() else {
      return nil
    }
    let stage = EstimateStage(plan: plan)
    guard let ledger else { return stage.estimate(measured: measured) }
    return try stage.estimate(ledger: ledger, cells: manyCells, measured: measured)
  }
}

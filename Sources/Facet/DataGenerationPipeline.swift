public import FacetConfiguration
internal import FacetLedger
package import FacetPlatform
public import Logging

/// Makes a dataset as a configuration declares it.
///
/// The stages, in order: ``Planner`` decides who is asked what; ``GenerateStage`` admits the cells,
/// in which ``Scheduler`` says when each request goes out, ``StepAsker`` sends it and
/// ``PerspectiveRunner`` makes its answers into outcomes; a ``DatasetSink`` writes them in order.
///
/// ```swift
/// let pipeline = try DataGenerationPipeline(
///   configuration: TaskConfiguration(contentsOf: "configs/translation.json"))
/// let outcome = try await pipeline.generateDataset()
/// print(outcome.datasetPath, outcome.counts.answered)
/// ```
public struct DataGenerationPipeline: Sendable {
  let plan: RunPlan
  private let logger: Logger
  private let control = RunControl()
  private let counters = RunCounters()
  private let monitor: RunMonitor
  let answering: (any CellAnswering)?

  /// Plans a run; nothing is sent.
  ///
  /// - Throws: ``PlanError`` with every mistake: a missing key, an input that cannot be read, a
  ///   field that no sample has.
  public init(
    configuration: TaskConfiguration, options: RunOptions = RunOptions(),
    logger: Logger = Logger(label: "facet")
  ) throws(PlanError) {
    try self.init(
      configuration: configuration, options: options, answering: nil, logger: logger)
  }

  /// - Parameter answering: Another way to answer cells and to write what comes of them; `nil` for
  ///   the perspectives' own.
  package init(
    configuration: TaskConfiguration, options: RunOptions, answering: (any CellAnswering)?,
    logger: Logger = Logger(label: "facet")
  ) throws(PlanError) {
    self.answering = answering
    plan = try Planner(configuration: configuration, options: options).plan()
    try plan.checkOutputs(of: answering?.outputContent)
    self.logger = logger
    monitor = RunMonitor(counters: counters, plan: plan)
  }

  /// What the run reads and writes, so that nothing else is written there.
  package var ownFiles: OutputGuard { plan.ownFiles }

  /// What the run is about to do.
  public var summary: RunSummary { RunSummary(plan) }

  /// How far the run is.
  public var progress: RunProgress { monitor.progress }

  /// Stops a run: no request goes out any more, those in flight may end within the grace period,
  /// and the dataset holds what there is. A second call gives up what is in flight as well.
  public func stop() {
    control.enter(control.phase == .running ? .draining : .cancelled)
  }

  /// Runs to the end and returns what came of it.
  ///
  /// A run of the same configuration, selection and output that was stopped goes on; of one that is
  /// complete nothing is sent. Cancelling the task stops the run like ``stop()``, without the grace
  /// period.
  ///
  /// - Throws: ``RunError`` when the input, the output or the ledger fails.
  public func generateDataset() async throws(RunError) -> RunOutcome {
    try await generateDataset { _ in }
  }

  /// - Parameter opening: Called once it is known what the run goes on with, before it sends.
  package func generateDataset(
    opening: @Sendable (RunSummary) -> Void
  ) async throws(RunError) -> RunOutcome {
    guard let path = plan.ledgerPath else {
      var summary = summary
      let outlook = self.outlook
      summary.asksInConversations = outlook != nil
      let stage = EstimateStage(plan: plan)
      let estimate =
        if let outlook {
          try await stage.estimate(of: outlook, ledger: nil, cells: EstimateStage.manyCells)
        } else {
          stage.estimate(measured: nil)
        }
      summary.estimate = estimate
      opening(summary)
      var outcome = try await outcome(of: plan, store: NoLedger())
      outcome.estimate = estimate
      if plan.options.isTest, outlook == nil {
        outcome.fullRun = try EstimateStage.ofFullRun(
          plan.options, plan.configuration, measured: outcome.measurement, ledger: nil)
      }
      return outcome
    }
    do {
      let options = LedgerOptions(groupSize: min(64, max(1, plan.slots)))
      return try await Ledger.withLedger(at: path, options: options) { ledger in
        try await RunSession(
          plan: plan, ledger: ledger, outlook: outlook, control: control, logger: logger
        ).outcome(
          counters: counters, opening: opening
        ) { (plan, store) async throws(RunError) in
          try await outcome(of: plan, store: store)
        }
      }
    } catch let error as RunError {
      throw error
    } catch {
      throw RunError(message: "\(error)")
    }
  }

  private func outcome(
    of plan: RunPlan, store: any CompletionStore
  ) async throws(RunError) -> RunOutcome {
    let stage = GenerateStage(
      plan: plan, answering: answering, store: store, counters: counters, control: control,
      monitor: monitor,
      logger: logger)
    let start = ContinuousClock.now
    let dataset = try await GracefulRun(control: control, gracePeriod: plan.options.gracePeriod)
      .run { () async throws(RunError) in try await stage.run() }
    return RunOutcome(
      dataset, plan: plan, counters: counters.current,
      elapsed: ContinuousClock.now - start)
  }
}

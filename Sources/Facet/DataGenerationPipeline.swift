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
///
/// One pipeline makes its dataset as often as ``generateDataset()`` is called, each time with counts
/// of its own; ``progress`` and ``stop()`` concern the latest call.
public final class DataGenerationPipeline: Sendable {
  let plan: RunPlan
  let answering: (any CellAnswering)?
  private let logger: Logger
  private let latest: Lock<Invocation>

  /// What one call of ``generateDataset()`` counts, shows and obeys.
  private struct Invocation: Sendable {
    let control = RunControl()
    let counters = RunCounters()
    let monitor: RunMonitor
    var hasBegun = false

    init(of plan: RunPlan) {
      monitor = RunMonitor(counters: counters, plan: plan)
    }
  }

  /// Plans a run; nothing is sent.
  ///
  /// - Throws: ``PlanError`` with every mistake: a missing key, an input that cannot be read, a
  ///   field that no sample has.
  public convenience init(
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
    latest = Lock(Invocation(of: plan))
  }

  /// What the run reads and writes, so that nothing else is written there.
  package var ownFiles: OutputGuard { plan.ownFiles }

  /// What the run is about to do.
  public var summary: RunSummary { RunSummary(plan) }

  /// How far the run is.
  public var progress: RunProgress { latest.withLock { $0.monitor }.progress }

  /// Stops a run: no request goes out any more, those in flight may end within the grace period,
  /// and the dataset holds what there is. A second call gives up what is in flight as well.
  public func stop() {
    let control = latest.withLock { $0.control }
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
    let invocation = latest.withLock { latest in
      if latest.hasBegun { latest = Invocation(of: plan) }
      latest.hasBegun = true
      return latest
    }
    do {
      guard let path = plan.ledgerPath else {
        return try await outcome(of: invocation, ledger: nil, opening: opening)
      }
      let options = LedgerOptions(groupSize: min(64, max(1, plan.slots)))
      return try await Ledger.withLedger(at: path, options: options) { ledger in
        try await outcome(of: invocation, ledger: ledger, opening: opening)
      }
    } catch let error as RunError {
      throw error
    } catch {
      throw RunError(message: "\(error)")
    }
  }

  private func outcome(
    of invocation: Invocation, ledger: Ledger?, opening: @Sendable (RunSummary) -> Void
  ) async throws -> RunOutcome {
    let session = try await RunSession(
      plan: plan, ledger: ledger, outlook: outlook, counters: invocation.counters,
      control: invocation.control, logger: logger)
    return try await session.outcome(opening: opening) { (plan, store) async throws(RunError) in
      let stage = GenerateStage(
        plan: plan, answering: answering, store: store, counters: invocation.counters,
        control: invocation.control, monitor: invocation.monitor, logger: logger)
      let start = ContinuousClock.now
      let run = GracefulRun(control: invocation.control, gracePeriod: plan.options.gracePeriod)
      let dataset = try await run.run { () async throws(RunError) in try await stage.run() }
      return RunOutcome(
        dataset, plan: plan, counters: invocation.counters.current,
        elapsed: ContinuousClock.now - start)
    }
  }
}

public import FacetConfiguration
internal import FacetLedger
package import FacetPlatform
public import Logging

/// Generates the dataset that a configuration declares.
///
/// The stages, in order: ``Planner`` decides which models answer which prompts. ``GenerateStage``
/// admits the cells: ``Scheduler`` decides when each request goes out, ``StepAsker`` sends it and
/// ``PerspectiveRunner`` turns its answers into outcomes. A ``DatasetSink`` writes them in order.
///
/// ```swift
/// let pipeline = try DataGenerationPipeline(
///   configuration: TaskConfiguration(contentsOf: "configs/translation.json"))
/// let outcome = try await pipeline.generateDataset()
/// print(outcome.datasetPath, outcome.counts.answered)
/// ```
///
/// Each call of ``generateDataset()`` generates the dataset with its own counts; ``progress`` and
/// ``stop()`` refer to the latest call.
public final class DataGenerationPipeline: Sendable {
  let plan: RunPlan
  let answering: (any CellAnswering)?
  private let logger: Logger
  private let latest: Lock<Invocation>

  /// The counters, progress and control of one call of ``generateDataset()``.
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

  /// - Parameter answering: Another way to answer cells and write their outcomes; `nil` for the
  ///   perspectives' own.
  package init(
    configuration: TaskConfiguration, options: RunOptions, answering: (any CellAnswering)?,
    logger: Logger = Logger(label: "facet")
  ) throws(PlanError) {
    self.answering = answering
    let configuration = try options.shard?.part(of: configuration) ?? configuration
    plan = try Planner(configuration: configuration, options: options).plan()
    try plan.checkOutputs(of: answering?.outputContent)
    self.logger = logger
    latest = Lock(Invocation(of: plan))
  }

  /// The files that the run reads and writes, so that nothing else is written there.
  package var ownFiles: OutputGuard { plan.ownFiles }

  /// The hash of everything asked, and the SHA-256 of the input; a shard has those of its run.
  package var identity: (asked: String, input: String) {
    (plan.fingerprint.description, plan.input.sha256.description)
  }

  /// The top-level model as requests name it; `nil` if no perspective asks it.
  package var topLevelModel: String? {
    let name = plan.configuration.model.modelName
    return plan.perspectives.flatMap(\.steps).first { $0.model.modelName == name }?.wireModel
  }

  /// A summary of the planned run.
  public var summary: RunSummary { RunSummary(plan) }

  /// The progress of the run.
  public var progress: RunProgress { latest.withLock { $0.monitor }.progress }

  /// Stops a run. No further request goes out, those in flight may finish within the grace period,
  /// and the dataset holds the answers so far. A second call also abandons the requests in flight.
  public func stop() {
    let control = latest.withLock { $0.control }
    control.enter(control.phase == .running ? .draining : .cancelled)
  }

  /// Runs to the end and returns the outcome.
  ///
  /// A stopped run of the same configuration, selection and output resumes; for a complete one
  /// nothing is sent. Cancelling the task stops the run like ``stop()``, without the grace period.
  ///
  /// - Throws: ``RunError`` when the input, the output or the ledger fails.
  public func generateDataset() async throws(RunError) -> RunOutcome {
    try await generateDataset { _ in }
  }

  /// - Parameter report: Called when the run waits for another process, and once it knows what it
  ///   resumes, before it sends anything.
  package func generateDataset(
    reporting report: @Sendable (RunEvent) -> Void
  ) async throws(RunError) -> RunOutcome {
    let invocation = latest.withLock { latest in
      if latest.hasBegun { latest = Invocation(of: plan) }
      latest.hasBegun = true
      return latest
    }
    do {
      guard let path = plan.ledgerPath else {
        return try await outcome(of: invocation, ledger: nil, reporting: report)
      }
      let options = LedgerOptions(groupSize: min(64, max(1, plan.slots)))
      let shared = SharedLedger(path: path)
      if let scratch = plan.scratchFolder(for: path) {
        let warn: @Sendable (UnreadRecord) -> Void = { [logger] in logger.warning("\($0)") }
        return try await shared.withLedger(
          scratch: scratch, options: options, reporting: warn
        ) { ledger in
          try await outcome(of: invocation, ledger: ledger, reporting: report)
        }
      }
      if plan.options.collection == nil {
        for record in try await shared.settle() { logger.warning("\(record)") }
      }
      return try await Ledger.withLedger(at: path, options: options) { ledger in
        try await outcome(of: invocation, ledger: ledger, reporting: report)
      }
    } catch let error as RunError {
      throw error
    } catch {
      throw RunError(message: "\(error)")
    }
  }

  private func outcome(
    of invocation: Invocation, ledger: Ledger?, reporting report: @Sendable (RunEvent) -> Void
  ) async throws -> RunOutcome {
    let session = try await RunSession(
      plan: plan, ledger: ledger, outlook: outlook, counters: invocation.counters,
      control: invocation.control, logger: logger, reporting: report)
    return try await session.outcome {
      report(.planned($0))
    } asking: { (plan, store) async throws(RunError) in
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

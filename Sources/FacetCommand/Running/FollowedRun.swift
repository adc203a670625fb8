internal import Facet
internal import FacetCSV
internal import FacetCluster
internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform
internal import Logging

/// A run that reports its progress and result to a terminal or a program.
struct FollowedRun {
  let console: Console
  let showsProgress: Bool
  let isVerbose: Bool
  /// The destination of events: a file, ``EventSink/standardOutput``, or none.
  let eventsPath: String?
  let printsJSON: Bool
  /// The command that resumes this run; `nil` if no ledger is kept.
  let resumeCommand: String?
  /// For each limit of the budget, the command that resumes the run beyond it.
  let raisingCommands: [BudgetLimit: String]

  /// Whether the dataset's path or the JSON document goes to standard output.
  var printsResult = true

  /// How conversations are answered and written; `nil` for perspectives of their own.
  var conversations: FollowedConversations?
  /// The estimate of the full run after a test; `nil` if the outcome has it.
  var fullRun: (@Sendable () async throws -> RunEstimate)?
  /// The sandbox pools that run the conversations' code; `nil` if there is no code.
  var sandbox: SandboxPools?

  /// A run that shows no progress and prints no result.
  static func quiet(_ console: Console) -> FollowedRun {
    var session = FollowedRun(
      console: console, showsProgress: false, isVerbose: false, eventsPath: nil,
      printsJSON: false, resumeCommand: nil, raisingCommands: [:])
    session.printsResult = false
    return session
  }

  /// The intervals at which progress is drawn on a terminal, or printed as a line without one.
  static let drawing = Duration.milliseconds(100)
  static let printing = Duration.seconds(30)

  /// Runs to the end, and prints the dataset's path or the JSON document.
  ///
  /// - Throws: ``ExitStatus`` if the run does not end as complete.
  func run(_ configuration: TaskConfiguration, _ options: RunOptions) async throws {
    var (outcome, summary) = try await outcome(
      of: configuration, options, answering: conversations?.answering)
    if let conversations { console.printReport(conversations.report()) }
    if let fullRun, let estimate = try? await fullRun() {
      outcome.fullRun = estimate
      console.printReport(EstimateReport.afterTest(estimate))
    }
    let result =
      printsJSON
      ? OutcomeJSON.text(
        outcome, summary: summary,
        further: conversations.map { [$0.name: $0.json()] } ?? [:]) : outcome.datasetPath
    if printsResult, MergeSession.current == nil, eventsPath != EventSink.standardOutput,
      let error = printsJSON
        ? ResultDocument.write(result)
        : Terminal.write(result + "\n", as: .exact, to: .standardOutput)
    {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    }
    if outcome.exitStatus != 0 { throw ExitStatus(code: outcome.exitStatus) }
  }

  /// Runs to the end and reports progress and result; standard output stays empty.
  ///
  /// - Parameter answering: Another way to answer the run's cells; `nil` for the perspectives' own.
  /// - Throws: ``ExitStatus`` if the run cannot start or fails.
  func outcome(
    of configuration: TaskConfiguration, _ options: RunOptions, answering: (any CellAnswering)?
  ) async throws -> (RunOutcome, RunSummary) {
    let pipeline = try pipeline(of: configuration, options, answering: answering)
    let planned = pipeline.summary
    let recorder = planned.shard.map {
      ShardRecorder(
        $0, summary: planned, arguments: LaunchedShard.arguments ?? CommandLine.arguments)
    }
    let events = try EventSink(
      path: eventsPath, guarding: pipeline.ownFiles, console: console)
    let plan = Lock(planned)
    let outcome: RunOutcome
    do {
      outcome = try await dataset(
        of: pipeline, gracePeriod: options.gracePeriod, events, recorder, plan)
    } catch {
      throw failure(error, events, recorder)
    }
    console.clear()
    let summary = plan.withLock { $0 }
    if let merge = MergeSession.current {
      merge.ended(outcome)
      return (outcome, summary)
    }
    try await end(recorder, outcome, ledger: planned.ledgerPath)
    events.write(.ended(outcome))
    let command = resumeCommand.map { command in
      outcome.budget?.reached.flatMap { raisingCommands[$0] } ?? command
    }
    console.printReport(
      RunReport.closing(outcome, resumeCommand: command, isVerbose: isVerbose))
    return (outcome, summary)
  }

  private func pipeline(
    of configuration: TaskConfiguration, _ options: RunOptions, answering: (any CellAnswering)?
  ) throws -> DataGenerationPipeline {
    let logger = Logger(label: "facet") { [console, isVerbose] _ in
      ConsoleLogHandler(console: console, isVerbose: isVerbose)
    }
    let pipeline = try LoadedTask.reporting(to: console) {
      try DataGenerationPipeline(
        configuration: configuration, options: options, answering: answering, logger: logger)
    }
    do throws(ClusterError) {
      try MergeSession.current?.check(pipeline)
    } catch {
      console.print("error: \(error)")
      throw ExitStatus(code: error.isMistake ? ExitStatus.usage : ExitStatus.failure)
    }
    return pipeline
  }

  /// Generates the dataset while signals are answered and progress is shown.
  ///
  /// - Parameter plan: Gets the summary of the run as planned.
  private func dataset(
    of pipeline: DataGenerationPipeline, gracePeriod: Duration, _ events: EventSink,
    _ recorder: ShardRecorder?, _ plan: Lock<RunSummary>
  ) async throws -> RunOutcome {
    let (stops, stopped) = AsyncStream.makeStream(of: Void.self)
    let signals = interruptSignals(gracePeriod: gracePeriod) {
      pipeline.stop()
      stopped.yield()
    }
    defer { withExtendedLifetime(signals) {} }
    let isMerge = MergeSession.current != nil
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [self] in await follow(pipeline, events, recorder) }
      group.addTask { [self] in
        for await _ in stops { await windDown(within: gracePeriod) }
      }
      defer { group.cancelAll() }
      return try await pipeline.generateDataset { [self] event in
        guard !isMerge else { return }
        if case .planned(let summary) = event {
          plan.withLock { $0 = summary }
          if let shard = summary.shard { Self.begin(recorder, shard, console) }
          open(summary)
        }
        events.write(event)
      }
    }
  }

  /// Reports an error that ended the run.
  private func failure(
    _ error: any Error, _ events: EventSink, _ recorder: ShardRecorder?
  ) -> ExitStatus {
    console.clear()
    console.print("error: \(error)")
    events.writeFailure("\(error)")
    let wasInterrupted = (error as? RunError)?.wasInterrupted == true
    recorder?.fail("\(error)", wasInterrupted: wasInterrupted)
    return ExitStatus(code: wasInterrupted ? ExitStatus.interrupted : ExitStatus.failure)
  }

  /// Answers Ctrl-C while it exists: the first stops the run, the second leaves at once.
  private func interruptSignals(
    gracePeriod: Duration, stop: @escaping @Sendable () -> Void
  ) -> InterruptSignals {
    InterruptSignals { [console, resumeCommand] count in
      if count > 1 {
        console.clear()
        if count == 2 {
          console.print(
            resumeCommand.map { "stopped immediately; resume with: \($0)" }
              ?? "stopped immediately; no ledger was kept to resume from")
        }
        InterruptSignals.leave(status: ExitStatus.interrupted)
      }
      console.print(
        "stopping: requests in flight have \(Quantity.duration(gracePeriod)) to finish; "
          + "press Ctrl-C again to stop immediately")
      stop()
    }
  }

  /// Prints the summary of a planned run, between the warnings about its input and its models.
  private func open(_ summary: RunSummary) {
    for notice in summary.inputNotices { console.print("warning: \(notice)") }
    console.printReport(RunReport.opening(summary))
    for shutdown in summary.shutdowns { console.print("warning: \(shutdown)") }
  }

  /// Writes a shard's first status; without it the shard could not be merged.
  private static func begin(
    _ recorder: ShardRecorder?, _ shard: RunSummary.ShardPlan, _ console: Console
  ) {
    if let ledger = recorder?.abandonedLedger {
      console.print(
        "warning: the answers of the shard's last run are neither reused nor merged: this run does not "
          + "use its ledger, '\(ledger)'")
    }
    do throws(SystemError) {
      try recorder?.begin(shard)
    } catch {
      console.print("warning: the shard's status was not written: \(error)")
    }
  }

  private func end(
    _ recorder: ShardRecorder?, _ outcome: RunOutcome, ledger: String?
  ) async throws {
    do {
      try await recorder?.end(outcome, ledger: ledger)
    } catch {
      console.print("error: the shard's status was not written: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    }
  }

  /// Lets no more code start, and reports the executions that are still running.
  private func windDown(within gracePeriod: Duration) async {
    guard let running = await sandbox?.windDown(), running.executions > 0 else { return }
    let seconds = (min(running.timeLeft, gracePeriod) / .seconds(1)).rounded(.up)
    let limit = Quantity.duration(.seconds(seconds))
    console.print(
      "waiting at most \(limit) for \(Quantity.count(running.executions, "execution")) of code; "
        + "press Ctrl-C again to stop immediately")
  }

  /// Shows progress until the task is cancelled.
  private func follow(
    _ pipeline: DataGenerationPipeline, _ events: EventSink, _ recorder: ShardRecorder?
  ) async {
    let draws = console.isTerminal && showsProgress
    var nextLine = ContinuousClock.now + Self.printing
    while !Task.isCancelled {
      do {
        try await ContinuousClock().sleep(for: Self.drawing)
      } catch {
        return
      }
      let progress = pipeline.progress
      if draws {
        let size = Terminal.size(of: .standardError) ?? (columns: 80, rows: 24)
        console.show(
          ProgressLine(progress).block(columns: size.columns, height: min(8, size.rows / 2)))
      } else if showsProgress, ContinuousClock.now >= nextLine {
        nextLine += Self.printing
        console.print(ProgressLine(progress).line)
      }
      events.writeSampled(progress)
      recorder?.note(progress)
    }
  }
}

internal import Facet
internal import FacetCSV
internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform
internal import Logging

/// One run as a person at a terminal, or a program, follows it.
struct FollowedRun {
  let console: Console
  let showsProgress: Bool
  let isVerbose: Bool
  /// Where events go: a file, ``EventSink/standardOutput``, or nowhere.
  let eventsPath: String?
  let printsJSON: Bool
  /// What would go on with this run; `nil` where nothing is kept to go on from.
  let resumeCommand: String?
  /// What would go on with it once a limit of its budget is reached.
  let raisingCommands: [BudgetLimit: String]

  /// Whether the dataset's path, or what ``printsJSON`` asks for, goes to standard output.
  var printsResult = true

  /// How the run's questions about CSV files are answered and written; `nil` for another task.
  var episodes: EpisodeAnswering?
  /// After a test, what the full run would use; `nil` where the outcome says it.
  var fullRun: (@Sendable () async throws -> RunEstimate)?
  /// What runs the code of the run's conversations; `nil` where there is none.
  var sandbox: SandboxPools?

  /// How often the progress line is drawn, and how often a line is printed where there is no
  /// terminal to draw on.
  static let drawing = Duration.milliseconds(100)
  static let printing = Duration.seconds(30)

  /// Runs to the end, and prints the dataset's path or what ``printsJSON`` asks for.
  ///
  /// - Throws: ``ExitStatus`` where the run does not end as a complete one does.
  func run(_ configuration: TaskConfiguration, _ options: RunOptions) async throws {
    var (outcome, summary) = try await outcome(of: configuration, options, answering: episodes)
    if let episodes { console.printReport(EpisodeReport.text(episodes.tally.counts)) }
    if let fullRun, let estimate = try? await fullRun() {
      outcome.fullRun = estimate
      console.printReport(EstimateReport.afterTest(estimate))
    }
    let result =
      printsJSON
      ? OutcomeJSON.text(
        outcome, summary: summary,
        further: episodes.map { ["episodes": $0.tally.counts.json] } ?? [:]) : outcome.datasetPath
    if printsResult, eventsPath != EventSink.standardOutput,
      let error = printsJSON
        ? ResultDocument.write(result)
        : Terminal.write(result + "\n", as: .exact, to: .standardOutput)
    {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    }
    if outcome.exitStatus != 0 { throw ExitStatus(code: outcome.exitStatus) }
  }

  /// Runs to the end, telling how it goes and what came of it; standard output stays empty.
  ///
  /// - Parameter answering: Another way to answer the run's cells; `nil` for the perspectives' own.
  /// - Throws: ``ExitStatus`` where the run cannot begin or fails.
  func outcome(
    of configuration: TaskConfiguration, _ options: RunOptions, answering: (any CellAnswering)?
  ) async throws -> (RunOutcome, RunSummary) {
    let logger = Logger(label: "facet") { [console, isVerbose] _ in
      ConsoleLogHandler(console: console, isVerbose: isVerbose)
    }
    let pipeline = try LoadedTask.reporting(to: console) {
      try DataGenerationPipeline(
        configuration: configuration, options: options, answering: answering, logger: logger)
    }
    let events = try EventSink(
      path: eventsPath, guarding: pipeline.ownFiles, console: console)
    let (stops, stopped) = AsyncStream.makeStream(of: Void.self)
    let signals = InterruptSignals { [console, resumeCommand] count in
      if count > 1 {
        console.clear()
        if count == 2 {
          console.print(
            resumeCommand.map { "left at once; resume with: \($0)" }
              ?? "left at once; no ledger was kept to resume from")
        }
        InterruptSignals.leave(status: ExitStatus.interrupted)
      }
      let grace = Quantity.duration(options.gracePeriod)
      console.print(
        "stopping: requests in flight have \(grace) to end; press Ctrl-C again to leave at once")
      pipeline.stop()
      stopped.yield()
    }
    let plan = Lock(pipeline.summary)
    let outcome: RunOutcome
    do {
      outcome = try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { [self] in
          await follow(pipeline, events)
        }
        group.addTask { [self] in
          for await _ in stops { await windDown(within: options.gracePeriod) }
        }
        defer { group.cancelAll() }
        return try await pipeline.generateDataset { [console] summary in
          plan.withLock { $0 = summary }
          for notice in summary.inputNotices { console.print("warning: \(notice)") }
          console.printReport(RunReport.opening(summary))
          for shutdown in summary.shutdowns { console.print("warning: \(shutdown)") }
          events.write(.planned(summary))
        }
      }
    } catch {
      console.clear()
      console.print("error: \(error)")
      events.writeFailure("\(error)")
      let wasInterrupted = (error as? RunError)?.wasInterrupted == true
      throw ExitStatus(code: wasInterrupted ? ExitStatus.interrupted : ExitStatus.failure)
    }
    withExtendedLifetime(signals) {}
    console.clear()
    events.write(.ended(outcome))
    let command = resumeCommand.map { command in
      outcome.budget?.reached.flatMap { raisingCommands[$0] } ?? command
    }
    console.printReport(
      RunReport.closing(outcome, resumeCommand: command, isVerbose: isVerbose))
    return (outcome, plan.withLock { $0 })
  }

  /// Lets no further code begin, and says what is still waited for.
  private func windDown(within gracePeriod: Duration) async {
    guard let running = await sandbox?.windDown(), running.executions > 0 else { return }
    let seconds = (min(running.timeLeft, gracePeriod) / .seconds(1)).rounded(.up)
    let limit = Quantity.duration(.seconds(seconds))
    console.print(
      "waiting for \(Quantity.count(running.executions, "execution")) of code, \(limit) at most; "
        + "press Ctrl-C again to end what runs and leave at once")
  }

  /// Shows progress until the task is cancelled.
  private func follow(_ pipeline: DataGenerationPipeline, _ events: EventSink) async {
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
    }
  }
}

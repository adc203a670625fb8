internal import ArgumentParser
internal import Facet
internal import FacetAgents
internal import FacetCSV
internal import FacetConfiguration
internal import FacetPlatform

/// `facet estimate`: the tokens and cost of a run, before anything is spent.
struct EstimateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "estimate", abstract: "Estimate the cost of a run before spending anything.",
    discussion: """
      Prints the range of calls, tokens and cost, without the answers already in the ledger. \
      Nothing is sent and no key is needed, unless '--probe' pays for some samples first.

      Example: facet estimate configs/translation.json
      """)

  @OptionGroup var task: ConfigurationOptions
  @OptionGroup var selection: SelectionOptions

  @Option(
    help: ArgumentHelp(
      "First pay for this many samples, spread over the file, to improve the estimate.",
      valueName: "count"))
  var probe: Int?

  @Flag(help: "Print one JSON document.")
  var json = false

  @Option(help: ArgumentHelp("Estimate an independent set of completions.", valueName: "name"))
  var replicate: String?

  @Option(
    help: ArgumentHelp(
      "Count retries of earlier failures: transient, all or none; all if no value is given.",
      valueName: "which"))
  var retryFailed = RetryFailedChoice.transient

  @Option(
    help: ArgumentHelp("Also estimate the largest of this many shards.", valueName: "count"))
  var shards: Int?

  @OptionGroup var boxes: BoxChoices

  func validate() throws {
    try OptionRule.count(probe, "--probe")
    try OptionRule.count(shards, "--shards", to: Shard.largestCount)
    try OptionRule.name(replicate, "--replicate")
  }

  func run() async throws {
    let console = Console()
    let configuration = try LoadedTask.reporting(to: console) {
      let configuration = try task.configuration()
      guard configuration.csvAnalysis != nil else { return configuration }
      return try task.configuration(
        further: EpisodeChoices().overrides(isTest: selection.test))
    }
    for warning in configuration.warnings { console.print(warning.description) }
    var options = RunOptions(environment: try task.overriding.environment(reportingTo: console))
    selection.apply(to: &options)
    options.baseURL = task.baseURL
    options.caFile = task.overriding.caFile
    options.prices = try task.priceList.table()
    options.replicate = replicate
    options.retryFailed = retryFailed.option
    options.requiresKeys = false
    if configuration.asksHarbor {
      console.print(
        "error: Facet cannot estimate the agent 'harbor', which makes its own requests; "
          + "'facet traces --limit 1' shows what a task costs")
      throw ExitStatus(code: ExitStatus.usage)
    }
    let settings = EpisodeSettings(configuration)
    if settings != nil || configuration.asksAgents, probe != nil {
      console.print(
        "error: '--probe' does not work with conversations; use '--test' of 'facet episodes' or "
          + "'facet traces', whose answers the ledger keeps")
      throw ExitStatus(code: ExitStatus.usage)
    }
    let chosen = options
    do {
      try await QuestionsAsInput.gathered(
        for: configuration, isTest: options.isTest
      ) { configuration in
        try await estimate(
          configuration, chosen,
          answering: try answering(configuration, settings),
          console)
      }
    } catch let error as PlanError {
      console.print(error.description)
      throw ExitStatus(code: ExitStatus.usage)
    } catch let error as RunError {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    }
  }

  /// How conversations would be answered; `nil` for perspectives of their own.
  private func answering(
    _ configuration: TaskConfiguration, _ settings: EpisodeSettings?
  ) throws -> (any CellAnswering)? {
    guard !configuration.asksAgents else {
      return TraceAnswering(
        workplaces: nil, builder: try boxes.builder(), configuration: configuration,
        output: TraceOutput(jobName: "estimate"))
    }
    return settings.map { EpisodeAnswering(settings: $0, sessions: NoCodeSessions()) }
  }

  private func estimate(
    _ configuration: TaskConfiguration, _ options: RunOptions,
    answering: (any CellAnswering)?, _ console: Console
  ) async throws {
    let pipeline = try LoadedTask.reporting(to: console) {
      try DataGenerationPipeline(
        configuration: configuration, options: options, answering: answering)
    }
    for shutdown in pipeline.summary.shutdowns { console.print("warning: \(shutdown)") }
    if let probe { try await pay(for: probe, configuration, options, console) }
    let estimate = try await pipeline.estimate()
    let part = try await self.part(of: configuration, options, answering: answering, console)
    if json {
      ResultDocument.write(
        EstimateJSON.text(estimate, summary: pipeline.summary, part: part))
    } else {
      Terminal.write(
        EstimateReport.text(estimate, summary: pipeline.summary)
          + (part.map { "\n" + EstimateReport.text($0) } ?? "") + "\n", to: .standardOutput)
    }
  }

  /// The estimate of the first shard, which is never smaller than another; `nil` without shards.
  private func part(
    of configuration: TaskConfiguration, _ options: RunOptions,
    answering: (any CellAnswering)?, _ console: Console
  ) async throws -> EstimateOfShard? {
    guard let shards, let shard = Shard(index: 0, count: shards, share: 1) else { return nil }
    var options = options
    options.shard = shard
    let pipeline = try LoadedTask.reporting(to: console) {
      try DataGenerationPipeline(
        configuration: configuration, options: options, answering: answering)
    }
    return EstimateOfShard(
      count: shards, estimate: try await pipeline.estimate(), summary: pipeline.summary)
  }

  private func pay(
    for samples: Int, _ configuration: TaskConfiguration, _ options: RunOptions,
    _ console: Console
  ) async throws {
    var options = options
    options.requiresKeys = true
    let outcome = try await DataGenerationPipeline.probe(
      samples: samples, configuration: configuration, options: options)
    console.print(
      "probe: \(Quantity.count(outcome.counts.answered, "answer")), "
        + "\(Quantity.grouped(outcome.usage.promptTokens)) prompt and "
        + "\(Quantity.grouped(outcome.usage.completionTokens)) completion tokens; "
        + "the ledger keeps them for the run")
  }
}

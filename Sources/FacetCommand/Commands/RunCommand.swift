internal import ArgumentParser
internal import Facet
internal import FacetConfiguration
internal import FacetPlatform
internal import FacetRehearsal

/// `facet run`: generates a dataset.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Generate the dataset that a configuration declares.",
    discussion: """
      The dataset's path goes to standard output, everything else to standard error.

      Example: facet run configs/translation.json --test --offline
      """)

  @OptionGroup var task: ConfigurationOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var budget: BudgetOptions

  @OptionGroup var target: DatasetOutput
  @OptionGroup var running: SessionOptions
  @OptionGroup var sharding: ShardOptions
  @OptionGroup var contamination: PromptCheckOptions
  @OptionGroup var goal: GoalOptions

  func validate() throws {
    try target.refuse(running.events)
  }

  func run() async throws {
    let console = Console()
    let configuration = try configuration(console)
    for warning in configuration.warnings { console.print(warning.description) }
    guard configuration.tasks == nil else {
      console.print(
        "\(configuration.path): error: this configuration makes task directories; use "
          + "'facet tasks \(task.configurationPath)'")
      throw ExitStatus(code: ExitStatus.usage)
    }
    var options = try options(for: configuration, console)
    let session = running.session(console: console, options: options)
    if configuration.csvAnalysis != nil {
      return try await EpisodeRun(
        configuration: configuration, options: options, session: session,
        isRehearsed: running.offline,
        tested: selection.test ? try task.configuration(further: budget.overrides) : nil
      ).run(EpisodeChoices())
    }
    if configuration.asksAgents {
      return try await TraceRun(
        configuration: configuration, options: options, session: session,
        isRehearsed: running.offline
      ).run(TraceChoices())
    }
    if running.offline {
      try await Rehearsal.withPacedTarget { target in
        options.rehearsal = target
        try await session.run(configuration, options)
      }
    } else {
      try await session.run(configuration, options)
    }
  }

  /// The configuration with all options applied.
  func configuration(_ console: Console) throws -> TaskConfiguration {
    // A CSV analysis task uses all questions of its configuration.
    let episodes = EpisodeChoices()
    return try LoadedTask.reporting(to: console) {
      let configuration = try task.configuration(further: budget.overrides)
      guard configuration.csvAnalysis != nil else { return configuration }
      return try task.configuration(
        further: budget.overrides + episodes.overrides(isTest: selection.test))
    }
  }

  /// The options of the run.
  func options(for configuration: TaskConfiguration, _ console: Console) throws -> RunOptions {
    var options = try running.options(
      for: configuration, overriding: task.overriding, console: console)
    options.output = target.output
    selection.apply(to: &options)
    try sharding.apply(to: &options)
    try contamination.apply(to: &options, for: configuration)
    try goal.apply(to: &options, for: configuration, console)
    return options
  }
}

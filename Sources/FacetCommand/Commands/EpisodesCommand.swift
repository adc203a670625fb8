internal import ArgumentParser
internal import Facet
internal import FacetCSV
internal import FacetConfiguration
internal import FacetPlatform

/// `facet episodes`: questions about CSV files in, verified episodes out.
struct EpisodesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "episodes",
    abstract: "Answer questions about CSV files with code and verify the answers by agreement.",
    discussion: """
      One run of each question gets the hint; several others do not. The answer with the hint is \
      verified if more than half of the others agree with it. To resume, run the command again.

      Example, without a key: facet episodes --test --offline
      """,
    subcommands: [Generate.self, Inspect.self], defaultSubcommand: Generate.self)
}

extension EpisodesCommand {
  /// `facet episodes generate`
  struct Generate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate", abstract: "Generate episodes; same as 'facet episodes'.",
      discussion: "Example: facet episodes --questions-dir data/questions_llm -j 32")

    /// The default configuration.
    static let customaryConfiguration = "configs/csv_analysis.json"

    @Argument(
      help: ArgumentHelp(
        "The task's configuration; default: \(customaryConfiguration).", valueName: "config"),
      completion: .jsonFile)
    var path: String?

    @OptionGroup var episodes: EpisodeOptions
    @OptionGroup var overriding: ConfigurationKeyOptions
    @OptionGroup var budget: BudgetOptions
    @OptionGroup var target: DatasetOutput
    @OptionGroup var running: SessionOptions
    @OptionGroup var sharding: ShardOptions

    @Flag(help: "Ask one question, in one run with the hint and three without.")
    var test = false

    @Option(
      help: ArgumentHelp(
        "Judge the episodes of this file again from their traces, and generate none.",
        valueName: "file"), completion: .dataset)
    var rejudge: String?

    func validate() throws {
      try target.refuse(running.events)
      if sharding.shard != nil, episodes.untilVerified != nil {
        throw ValidationError(
          "'--until-verified' counts questions over the whole run, so it cannot be combined with "
            + "'--shard'; use '--max-candidates'.")
      }
    }

    func run() async throws {
      let console = Console()
      let configuration = try LoadedTask.reporting(to: console) { try declared(isTest: test) }
      if let rejudge { return try judgeAgain(rejudge, configuration, console) }
      for warning in configuration.warnings { console.print(warning.description) }
      var options = try running.options(
        for: configuration, overriding: overriding, console: console)
      options.output = target.output
      options.isTest = test
      try sharding.apply(to: &options)
      if episodes.parallel {
        console.print("note: '--parallel' has no effect: all runs are concurrent; see '-j'")
      }
      try await EpisodeRun(
        configuration: configuration, options: options,
        session: running.session(console: console, options: options),
        isRehearsed: running.offline, tested: test ? try declared(isTest: false) : nil
      ).run(episodes.choices)
    }

    private func judgeAgain(
      _ path: String, _ configuration: TaskConfiguration, _ console: Console
    ) throws {
      guard let settings = EpisodeSettings(configuration) else {
        throw ValidationError("'--rejudge' needs a CSV analysis configuration.")
      }
      let counts = try EpisodeRejudgement(settings: settings).rejudge(path)
      console.print(
        "\(path): \(Quantity.count(counts.episodes, "episode")), \(counts.verified) verified, "
          + "\(counts.changed) changed")
      if counts.unreadable > 0 {
        console.print(
          "\(Quantity.count(counts.unreadable, "line")) unchanged, because "
            + "\(counts.unreadable == 1 ? "it is not an episode" : "they are not episodes")")
      }
    }

    func declared(isTest: Bool) throws -> TaskConfiguration {
      let environment = try RunEnvironment(file: overriding.envFile).all
      return try TaskConfiguration(
        contentsOf: path ?? Self.shipped(environment: environment),
        overrides: try overriding.overrides + budget.overrides
          + episodes.choices.overrides(isTest: isTest))
    }

    /// The path of the default configuration: from here upward, or beside the program.
    static func shipped(environment: [String: String]) -> String {
      ShippedFolder.locate(customaryConfiguration, environment: environment)
        ?? customaryConfiguration
    }
  }
}

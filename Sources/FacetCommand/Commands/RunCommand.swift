internal import ArgumentParser
internal import Facet
internal import FacetConfiguration
internal import FacetPlatform
internal import Logging

/// `facet run`: generate the dataset.
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

  @Flag(help: "Ask a loopback provider of our own: no key, no network, no cost.")
  var offline = false

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("Where the dataset goes: a .json or a .jsonl file.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Make an independent set of completions.", valueName: "name"))
  var replicate: String?

  @Flag(help: "Ask anew for everything, beside what the ledger holds.")
  var fresh = false

  @Option(
    help: ArgumentHelp(
      "Which failures of earlier runs are asked again: transient, all or none.",
      valueName: "which"))
  var retryFailed = RetryFailedChoice.transient

  @Flag(help: "Keep no ledger: what is paid for is lost when the run stops.")
  var noLedger = false

  @Flag(help: "Print one JSON document about the run instead of the dataset's path.")
  var json = false

  @Option(
    help: ArgumentHelp("Write progress as JSON lines to a file, or '-'.", valueName: "file"))
  var events: String?

  @Flag(help: "Show no progress.")
  var noProgress = false

  @Flag(name: .shortAndLong, help: "Say more.")
  var verbose = false

  func validate() throws {
    if let output, !output.hasSuffix(".json"), !output.hasSuffix(".jsonl") {
      throw ValidationError("'--output' must end in '.json' or '.jsonl', not '\(output)'.")
    }
    if json, events == "-" {
      throw ValidationError("'--json' and '--events -' both want standard output.")
    }
    if let events, events == output {
      throw ValidationError("'--events' and '--output' must name two files.")
    }
  }

  func run() async throws {
    let console = Console()
    let configuration = try LoadedTask.reporting(to: console) {
      try task.configuration(further: budget.overrides)
    }
    for warning in configuration.warnings { console.print(warning.description) }
    var options = RunOptions(environment: try task.environment(reportingTo: console))
    selection.apply(to: &options)
    options.output = output
    options.replicate = replicate
    options.isFresh = fresh
    options.retryFailed = retryFailed.option
    options.usesLedger = !noLedger
    let command = ResumeCommand.text(CommandLine.arguments)
    options.resumeCommand = command
    options.raisingCommands = configuration.budget.raisingCommands(CommandLine.arguments)
    options.baseURL = task.baseURL
    options.prices = try task.priceList.table()
    let session = FollowedRun(
      console: console, showsProgress: !noProgress, isVerbose: verbose,
      events: try EventSink(path: events), printsJSON: json,
      resumeCommand: command, raisingCommands: options.raisingCommands)
    if offline {
      try await Rehearsal.withTarget { target in
        options.rehearsal = target
        try await session.run(configuration, options)
      }
    } else {
      try await session.run(configuration, options)
    }
  }
}

/// The values of `--retry-failed`.
enum RetryFailedChoice: String, ExpressibleByArgument, CaseIterable {
  case transient
  case all
  case none

  var option: RunOptions.RetryFailed {
    switch self {
    case .transient: .transient
    case .all: .all
    case .none: .none
    }
  }
}

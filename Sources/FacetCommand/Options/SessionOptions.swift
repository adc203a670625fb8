internal import ArgumentParser
internal import Facet
internal import FacetCSV
internal import FacetConfiguration

/// How a session of a run proceeds and reports, for every command that starts one.
struct SessionOptions: ParsableArguments {
  @Flag(help: "Ask Facet's loopback provider: no key, no network, no cost.")
  var offline = false

  @Option(
    help: ArgumentHelp(
      "Generate an independent set of completions under this name.", valueName: "name"))
  var replicate: String?

  @Flag(help: "Ask for everything again and reuse nothing; the ledger keeps both.")
  var fresh = false

  @Flag(help: "Share the work with another process of the same run instead of waiting for it.")
  var join = false

  @Option(
    help: ArgumentHelp(
      "Retry failures of earlier runs: transient, all or none; all if no value is given.",
      valueName: "which"))
  var retryFailed = RetryFailedChoice.transient

  @Flag(help: "Keep no ledger: if the run stops, its answers are lost and must be paid for again.")
  var noLedger = false

  @Flag(help: "Print a JSON document about the run instead of the dataset's path.")
  var json = false

  @Option(
    help: ArgumentHelp("Write progress as JSON lines to a file, or '-'.", valueName: "file"),
    completion: .file(extensions: ["jsonl"]))
  var events: String?

  @Flag(help: "Show no progress.")
  var noProgress = false

  @Flag(name: .shortAndLong, help: "Ask no questions; accepted for scripts, since no run asks any.")
  var yes = false

  @Flag(name: .shortAndLong, help: "Print more details.")
  var verbose = false

  func validate() throws {
    if json, events == "-" {
      throw ValidationError("'--json' and '--events -' cannot both write to standard output.")
    }
    if join, noLedger {
      throw ValidationError("'--join' needs the ledger; leave out '--no-ledger'.")
    }
    try OptionRule.name(events, "--events")
    try OptionRule.name(replicate, "--replicate")
  }

  /// The run options that these options and the process's arguments make.
  func options(
    for configuration: TaskConfiguration, overriding: ConfigurationKeyOptions, console: Console
  ) throws -> RunOptions {
    var options = RunOptions(environment: try overriding.environment(reportingTo: console))
    options.replicate = replicate
    options.isFresh = fresh
    options.joins = join
    options.retryFailed = retryFailed.option
    options.usesLedger = !noLedger
    options.resumeCommand = ResumeCommand.text(CommandLine.arguments)
    options.raisingCommands = configuration.budget.raisingCommands(CommandLine.arguments)
    options.baseURL = overriding.baseURL
    options.caFile = overriding.caFile
    options.prices = try overriding.priceList.table()
    options.answersAgree = AnswerComparison.agree
    if let gracePeriod = LaunchedShard.gracePeriod { options.gracePeriod = gracePeriod }
    return options
  }

  /// The followed run that these options make.
  func session(console: Console, options: RunOptions) -> FollowedRun {
    FollowedRun(
      console: console, showsProgress: !noProgress, isVerbose: verbose,
      eventsPath: events, printsJSON: json,
      resumeCommand: options.usesLedger ? options.resumeCommand : nil,
      raisingCommands: options.raisingCommands)
  }
}

/// The values of `--retry-failed`.
enum RetryFailedChoice: String, ExpressibleByArgument, CaseIterable {
  case transient
  case all
  case none

  /// The arguments with `all` added to a `--retry-failed` without a value.
  static func completing(_ arguments: [String]) -> [String] {
    var completed: [String] = []
    for (index, argument) in arguments.enumerated() {
      completed.append(argument)
      guard argument == "--retry-failed" else { continue }
      let next = arguments.dropFirst(index + 1).first
      // A misspelt value stays, so that the parser reports it.
      let standsAlone = next.map { $0.hasPrefix("-") || $0.contains("/") || $0.contains(".") }
      if standsAlone ?? true { completed.append(Self.all.rawValue) }
    }
    return completed
  }

  var option: RunOptions.RetryFailed {
    switch self {
    case .transient: .transient
    case .all: .all
    case .none: .none
    }
  }
}

internal import ArgumentParser
internal import Facet
internal import FacetConfiguration

/// How one session of a run goes and what it reports, for every command that runs one.
struct SessionOptions: ParsableArguments {
  @Flag(help: "Ask a loopback provider of our own: no key, no network, no cost.")
  var offline = false

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(
      "Where the dataset goes: a .json or a .jsonl file; episodes go to a .jsonl file.",
      valueName: "file"), completion: .dataset)
  var output: String?

  @Option(help: ArgumentHelp("Make an independent set of completions.", valueName: "name"))
  var replicate: String?

  @Flag(help: "Ask anew for everything, beside what the ledger holds.")
  var fresh = false

  @Flag(help: "Share the work with a process that runs the same, instead of waiting for it.")
  var join = false

  @Option(
    help: ArgumentHelp(
      "Which failures of earlier runs are asked again: transient, all or none; all where the "
        + "option stands alone.", valueName: "which"))
  var retryFailed = RetryFailedChoice.transient

  @Flag(help: "Keep no ledger: what is paid for is lost when the run stops.")
  var noLedger = false

  @Flag(help: "Print one JSON document about the run instead of the dataset's path.")
  var json = false

  @Option(
    help: ArgumentHelp("Write progress as JSON lines to a file, or '-'.", valueName: "file"),
    completion: .file(extensions: ["jsonl"]))
  var events: String?

  @Flag(help: "Show no progress.")
  var noProgress = false

  @Flag(name: .shortAndLong, help: "Ask no questions. No run asks any; scripts may say so.")
  var yes = false

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
    try OptionRule.name(output, "--output")
    try OptionRule.name(events, "--events")
    try OptionRule.name(replicate, "--replicate")
  }

  /// What a run of a configuration is told by these options and by its arguments.
  func options(
    for configuration: TaskConfiguration, overriding: ConfigurationKeyOptions, console: Console
  ) throws -> RunOptions {
    var options = RunOptions(environment: try overriding.environment(reportingTo: console))
    options.output = output
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
    return options
  }

  /// The run as it is followed.
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

  /// The arguments with `all` where `--retry-failed` stands alone.
  static func completing(_ arguments: [String]) -> [String] {
    var completed: [String] = []
    for (index, argument) in arguments.enumerated() {
      completed.append(argument)
      guard argument == "--retry-failed" else { continue }
      let next = arguments.dropFirst(index + 1).first
      // What looks like a value and is none is told as such.
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

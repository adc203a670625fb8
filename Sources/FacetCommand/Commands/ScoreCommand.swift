internal import ArgumentParser
internal import Facet
internal import FacetCSV
internal import FacetConfiguration
internal import FacetLedger
internal import FacetPlatform
internal import FacetRehearsal

/// `facet score`: scores what the ledger holds.
struct ScoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Score the completions in the ledger, without asking again.",
    discussion: """
      Makes the scores that are missing or whose scorers were edited, and writes the dataset again \
      with them. Nothing is sent for completions. A run with '--until' is scored as such a run.

      '--check' attacks the scores instead: it scores empty, copied, padded and form-only answers, \
      and says which scores they can win.

      Example: facet score configs/arithmetic.json
      """)

  @OptionGroup var task: ConfigurationOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var contamination: PromptCheckOptions
  @OptionGroup var goal: GoalOptions

  @Flag(help: "Score worthless answers, and say which scores give them a high number.")
  var check = false

  @Flag(help: "Use the completions of Facet's loopback provider.")
  var offline = false

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("The dataset's file, as the run had it.", valueName: "file"),
    completion: .dataset)
  var output: String?

  @Option(
    help: ArgumentHelp("Score the set of completions of this name.", valueName: "name"))
  var replicate: String?

  @Flag(help: "Print a JSON document instead of the dataset's path.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print more details.")
  var verbose = false

  func validate() throws {
    if let output, !output.hasSuffix(".json"), !output.hasSuffix(".jsonl") {
      throw ValidationError("'--output' must end in '.json' or '.jsonl', not '\(output)'.")
    }
    try OptionRule.name(output, "--output")
    try OptionRule.name(replicate, "--replicate")
  }

  func run() async throws {
    let console = Console()
    let configuration = try LoadedTask.reporting(to: console) { try task.configuration() }
    for warning in configuration.warnings { console.print(warning.description) }
    guard !configuration.scores.isEmpty else {
      console.print("\(configuration.path): error: it declares no 'scores'")
      throw ExitStatus(code: ExitStatus.usage)
    }
    var options = RunOptions(environment: try task.overriding.environment(reportingTo: console))
    options.output = output
    options.replicate = replicate
    options.baseURL = task.baseURL
    options.caFile = task.overriding.caFile
    options.prices = try task.priceList.table()
    options.answersAgree = AnswerComparison.agree
    options.usesOnlyLedger = true
    // Judges are asked; nothing else is sent.
    options.requiresKeys = !check && !offline && configuration.scores.contains(where: \.asksModel)
    selection.apply(to: &options)
    try contamination.apply(to: &options, for: configuration)
    if check { return try await attack(configuration, options, console) }
    var goal = goal
    let adopted = await goal.adopt(
      from: options.environment["FACET_LEDGER"]
        ?? LedgerLocation.defaultPath(for: configuration.path),
      of: configuration.path
    ) { $0.mode == (offline ? .rehearsal : selection.test ? .test : .full) }
    try goal.apply(to: &options, for: configuration, console)
    options.resumeCommand = Self.running(CommandLine.arguments + adopted)
    let session = FollowedRun(
      console: console, showsProgress: true, isVerbose: verbose, eventsPath: nil,
      printsJSON: json, resumeCommand: options.resumeCommand, raisingCommands: [:])
    if offline {
      try await Rehearsal.withPacedTarget { target in
        options.rehearsal = target
        try await session.run(configuration, options)
      }
    } else {
      try await session.run(configuration, options)
    }
  }

  /// The command that asks for what the ledger lacks.
  private static func running(_ arguments: [String]) -> String {
    var words = arguments
    if let place = words.firstIndex(of: "score") { words[place] = "run" }
    return ResumeCommand.text(words)
  }

  private func attack(
    _ configuration: TaskConfiguration, _ options: RunOptions, _ console: Console
  ) async throws {
    let findings = try await LoadedTask.reportingLater(to: console) {
      try await ScoreAttack(configuration: configuration, options: options).findings()
    }
    let report = ScoreAttackReport(findings: findings)
    if json {
      if let error = ResultDocument.write(report.json) {
        console.print("error: \(error)")
        throw ExitStatus(code: ExitStatus.failure)
      }
    } else {
      console.printReport(report.text)
    }
    if findings.contains(where: \.isGamed) { throw ExitStatus(code: ExitStatus.partial) }
  }
}

internal import ArgumentParser
internal import Facet
internal import FacetCSV
internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform
internal import FoundationEssentials

/// `facet smoke`: tests CSV analysis on this machine, from questions to episodes, or tasks.
struct SmokeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "smoke",
    abstract: "Test CSV analysis, tasks or traces on this machine, without a key or network.",
    discussion: """
      Makes questions from files in data/csv, lets a rehearsed teacher answer them correctly, and \
      checks that the answers are verified; or makes tasks for agents, or lets an agent try some. \
      Works in a temporary folder, which is removed.

      Example: facet smoke --stage questions
      """)

  /// The last stage to test.
  enum Stage: String, ExpressibleByArgument, CaseIterable {
    case questions
    case triangulation
    case full
    case tasks
    case traces
  }

  @Option(
    help: ArgumentHelp(
      "The last stage to test: questions, triangulation, or full, which also runs a second time; "
        + "or tasks, which makes tasks for agents, or traces, which lets an agent try some.",
      valueName: "stage"))
  var stage = Stage.full

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The CSV files; default: three of those in data/csv.", valueName: "file"),
    completion: .csvFile)
  var csv: [String] = []

  @Option(help: ArgumentHelp("Questions about each file.", valueName: "count"))
  var nQuestions = 1

  @Option(help: ArgumentHelp("Runs without the hint.", valueName: "count"))
  var nConsistency = 3

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Keep the results in this folder.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @OptionGroup var sandbox: SandboxChoices

  func validate() throws {
    try OptionRule.count(nQuestions, "--n-questions", to: 1000)
    try OptionRule.count(nConsistency, "--n-consistency", from: .min, to: 1000)
    try OptionRule.name(output, "--output")
    if nConsistency < Triangulation.minimumRuns {
      throw ValidationError(
        "'--n-consistency' must be at least \(Triangulation.minimumRuns): fewer are inconclusive."
      )
    }
  }

  func run() async throws {
    let console = Console()
    let folder =
      output
      ?? "\(FileManager.default.temporaryDirectory.path)/facet-smoke-"
      + "\(ProcessIdentity.current.processID)"
    defer { if output == nil { try? FileManager.default.removeItem(atPath: folder) } }
    do {
      try FileSystem.makeDirectories(folder)
      try await Self.untilInterrupted { try await smoke(in: folder, console) }
    } catch let failure as SmokeFailure {
      console.print("smoke: \(failure.message)")
      throw ExitStatus(code: ExitStatus.failure)
    } catch is CancellationError {
      console.print("smoke: stopped")
      throw ExitStatus(code: ExitStatus.interrupted)
    } catch let error as SandboxError {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    }
  }

  private func smoke(in folder: String, _ console: Console) async throws {
    guard stage != .tasks else {
      try await makeTasks(in: folder, console)
      console.print("smoke: tasks work")
      return tellFolder(folder, console)
    }
    guard stage != .traces else {
      try await makeTraces(in: folder, console)
      console.print("smoke: traces work")
      return tellFolder(folder, console)
    }
    try await makeQuestions(in: folder, console)
    guard stage != .questions else {
      console.print("smoke: questions work")
      return tellFolder(folder, console)
    }
    let first = try await makeEpisodes(in: folder, console)
    if stage == .full {
      let second = try await makeEpisodes(in: folder, console)
      guard first == second else { throw SmokeFailure("a second run changed the episodes") }
    }
    console.print("smoke: everything works")
    tellFolder(folder, console)
  }

  /// Cancels the work at the first Ctrl-C, so that its folder is removed; exits at the second.
  ///
  /// - Throws: `CancellationError` at the first Ctrl-C; the errors of `work`.
  private static func untilInterrupted(
    _ work: @escaping @Sendable () async throws -> Void
  ) async throws {
    let (interrupts, continuation) = AsyncStream.makeStream(of: Void.self)
    let signals = InterruptSignals { count in
      if count > 1 { InterruptSignals.leave(status: ExitStatus.interrupted) }
      continuation.yield()
    }
    defer { withExtendedLifetime(signals) {} }
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      group.addTask { try await work() }
      group.addTask {
        for await _ in interrupts { throw CancellationError() }
      }
      try await group.next()
    }
  }

  private func tellFolder(_ folder: String, _ console: Console) {
    if output != nil {
      Terminal.write(folder + "\n", as: .exact, to: .standardOutput)
    } else {
      console.print("the results were removed; '--output' keeps them")
    }
  }

  /// Why a stage does not work.
  struct SmokeFailure: Error {
    var message: String

    init(_ message: String) {
      self.message = message
    }
  }

  private func makeQuestions(in folder: String, _ console: Console) async throws {
    let environment = try LoadedTask.reporting(to: console) { try RunEnvironment(file: nil).all }
    let (files, templates) = try LoadedTask.reporting(to: console) {
      guard let place = ShippedFolder.locate(TemplateFolder.name, environment: environment) else {
        throw Diagnostic(
          path: TemplateFolder.name, location: nil,
          message: "not found in this folder, in a folder above it, or in FACET_HOME")
      }
      return (
        try QuestionsCommand.files(csv, environment: environment),
        try TemplateFolder.templates(in: place)
      )
    }
    var work = SyntheticQuestions(templates: templates)
    work.sandbox = sandbox.options(timeLimit: SyntheticQuestions.customaryTimeLimit)
    work.quota = DifficultyQuota(total: nQuestions)
    work.outputFolder = folder + "/questions"
    for file in csv.isEmpty ? Array(files.prefix(3)) : files {
      let outcome: SyntheticQuestions.Outcome
      do {
        outcome = try await work.make(for: file)
      } catch let error as CSVProfileError {
        throw SmokeFailure(error.description)
      }
      console.print(
        "questions: \(Quantity.count(outcome.harvest.questions.count, "question")) about \(file)")
    }
  }

  /// Gets answers to the questions and checks the verdicts.
  ///
  /// - Returns: The file's bytes.
  private func makeEpisodes(in folder: String, _ console: Console) async throws -> [UInt8] {
    let output = folder + "/episodes.jsonl"
    let choices = EpisodeChoices(
      places: [folder + "/questions"], consistencyRuns: nConsistency, sandbox: sandbox.options,
      hasTimeLimit: sandbox.codeTimeout != nil)
    let (configuration, environment) = try LoadedTask.reporting(to: console) {
      let environment = try RunEnvironment(file: nil).all
      let configuration = try TaskConfiguration(
        contentsOf: EpisodesCommand.Generate.shipped(environment: environment),
        overrides: choices.overrides(isTest: false))
      return (configuration, environment)
    }
    var options = RunOptions(environment: environment)
    options.output = output
    options.ledgerPath = folder + "/ledger.sqlite"
    try await EpisodeRun(
      configuration: configuration, options: options, session: .quiet(console), isRehearsed: true
    ).run(choices)
    let bytes = try FileSystem.contents(of: output)
    let episodes = bytes.split(separator: 0x0A).compactMap {
      try? ResponseJSON.value(of: Array($0))
    }
    let verified = episodes.count { $0["verified"]?.bool == true }
    let right = episodes.count {
      $0["diagnostics"]?["ground_truth"]?["majority_is_right"]?.bool == true
    }
    guard !episodes.isEmpty, verified == episodes.count, right == episodes.count else {
      throw SmokeFailure(
        "\(Quantity.count(episodes.count, "episode")): \(verified) verified and \(right) "
          + "with the right answer; all should be")
    }
    console.print("triangulation: \(verified) of \(episodes.count) verified, as expected")
    return bytes
  }
}

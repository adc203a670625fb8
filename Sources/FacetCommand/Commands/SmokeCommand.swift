internal import ArgumentParser
internal import Facet
internal import FacetCSV
internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform
internal import FoundationEssentials

/// `facet smoke`: whether CSV analysis works here, from questions to episodes.
struct SmokeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "smoke", abstract: "Try CSV analysis here, without a key and without the network.",
    discussion: """
      Makes questions from the files of data/csv, has a teacher of our own answer them, and checks \
      that what is right is verified. Everything goes into a folder of its own, which is removed.

      Example: facet smoke --stage questions
      """)

  /// How far it goes.
  enum Stage: String, ExpressibleByArgument, CaseIterable {
    case questions
    case triangulation
    case full
  }

  @Option(
    help: ArgumentHelp(
      "How far it goes: questions, triangulation, or full, which also runs a second time.",
      valueName: "stage"))
  var stage = Stage.full

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The CSV files; three of data/csv unless given.", valueName: "file"),
    completion: .csvFile)
  var csv: [String] = []

  @Option(help: ArgumentHelp("Questions from each file.", valueName: "count"))
  var nQuestions = 1

  @Option(help: ArgumentHelp("Runs without the hint.", valueName: "count"))
  var nConsistency = 3

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Keep what is made in this folder.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @OptionGroup var sandbox: SandboxChoices

  func validate() throws {
    try OptionRule.count(nQuestions, "--n-questions", to: 1000)
    try OptionRule.count(nConsistency, "--n-consistency", from: .min, to: 1000)
    try OptionRule.name(output, "--output")
    if nConsistency < Triangulation.minimumRuns {
      throw ValidationError(
        "'--n-consistency' must be at least \(Triangulation.minimumRuns): fewer decide nothing.")
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
    try await makeQuestions(in: folder, console)
    guard stage != .questions else {
      console.print("smoke: questions can be made here")
      return tellFolder(folder, console)
    }
    let first = try await makeEpisodes(in: folder, console)
    if stage == .full {
      let second = try await makeEpisodes(in: folder, console)
      guard first == second else { throw SmokeFailure("a second run has changed the episodes") }
    }
    console.print("smoke: all is well")
    tellFolder(folder, console)
  }

  /// Calls work off at the first Ctrl-C, so that what it has made is removed; leaves at the second.
  ///
  /// - Throws: `CancellationError` for the first; what `work` throws.
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
      console.print("what was made has been removed; '--output' keeps it")
    }
  }

  private struct SmokeFailure: Error {
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
          message: "there is no such folder here, above here or in FACET_HOME")
      }
      return (
        try QuestionsCommand.files(csv, environment: environment),
        try TemplateFolder.templates(in: place)
      )
    }
    var work = SyntheticQuestions(templates: templates)
    work.sandbox = sandbox.options
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

  /// Has the questions answered and checks the verdicts.
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
    var session = FollowedRun(
      console: console, showsProgress: false, isVerbose: false, eventsPath: nil,
      printsJSON: false, resumeCommand: nil, raisingCommands: [:])
    session.printsResult = false
    try await EpisodeRun(
      configuration: configuration, options: options, session: session, isRehearsed: true
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
        "of \(Quantity.count(episodes.count, "episode")) \(verified) are verified and \(right) "
          + "right, though every answer was")
    }
    console.print("triangulation: \(verified) of \(episodes.count) verified, as they should be")
    return bytes
  }
}

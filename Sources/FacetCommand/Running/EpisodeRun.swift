internal import Facet
internal import FacetCSV
internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform
internal import FacetRehearsal

/// A run of questions about CSV files: selects them, gets their answers, and writes episodes.
struct EpisodeRun {
  var configuration: TaskConfiguration
  var options: RunOptions
  /// The followed run that does the work.
  var session: FollowedRun
  /// Whether a loopback provider answers.
  var isRehearsed: Bool
  /// The configuration of the full run, if this is a test.
  var tested: TaskConfiguration?
  /// The questions of the full run, and the number to verify.
  var whole: (selection: EpisodeSelection, wantedVerified: Int?)?

  private var console: Console { session.console }

  /// - Throws: ``ExitStatus`` if the run does not end as complete.
  func run(_ choices: EpisodeChoices) async throws {
    var run = self
    guard var settings = EpisodeSettings(configuration) else {
      console.print("\(configuration.path): error: this is not a CSV analysis task")
      throw ExitStatus(code: ExitStatus.usage)
    }
    let chosen = try chosen(choices)
    for notice in chosen.notices { console.print("note: \(notice)") }
    settings.wantedVerified = choices.wantedVerified
    run.whole = tested.map {
      (choices.selection(of: $0, isTest: false), choices.wantedVerified)
    }
    settings.firstPosition = options.samples?.lowerBound ?? 0
    let output = try output(choices)
    let input = String(output.dropLast(".jsonl".count)) + ".questions.jsonl"
    try refuseToOverwrite(output, input)
    try EpisodeInput(chosen.samples).write(to: input)
    run.options.output = output
    run.configuration.data.inputPath = FileSystem.absolute(input, in: FileSystem.workingDirectory)
    run.configuration.data.inputField = "input"
    run.configuration.data.idField = "id"
    var sandbox = choices.sandbox
    if !choices.hasTimeLimit { sandbox.timeLimit = settings.analysis.executionTimeout }
    sandbox.outputLimit = settings.analysis.outputLimit
    try await run.answer(
      settings: settings, sandbox: sandbox,
      teacher: RehearsalTeacher(
        lessons: chosen.samples.compactMap(Self.lesson), habits: choices.habits))
  }

  /// Checks all output files before the first one is written.
  private func refuseToOverwrite(_ episodes: String, _ input: String) throws {
    let guarding = OutputGuard(keeping: [.init("the configuration", configuration.path)])
    do {
      try guarding.check(episodes, for: .episodes)
      try guarding.check(input, for: .episodeInput)
    } catch {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.usage)
    }
  }

  private func chosen(_ choices: EpisodeChoices) throws -> EpisodeSelection.Chosen {
    do throws(QuestionRecordError) {
      let configuration = configuration
      return try choices.selection(of: configuration, isTest: options.isTest)
        .chosen { configuration.locate($0) }
    } catch {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.usage)
    }
  }

  /// The rehearsed teacher's lesson about a question; `nil` if the question has no code.
  private static func lesson(_ sample: EpisodeSample) -> RehearsalTeacher.Lesson? {
    guard let code = sample.question.code, let prompt = sample.question.prompt else { return nil }
    return RehearsalTeacher.Lesson(marks: [prompt, sample.question.dataset], code: code)
  }

  /// The path of the episodes: the option's, otherwise a file under the task's `data/episodes` that
  /// grows with every run of the model over these questions.
  private func output(_ choices: EpisodeChoices) throws -> String {
    if let output = options.output {
      guard output.hasSuffix(".jsonl"), output != ".jsonl" else {
        console.print("error: episodes are JSON lines: '--output' must end in '.jsonl'")
        throw ExitStatus(code: ExitStatus.usage)
      }
      return output
    }
    let place = choices.places.first ?? configuration.data.inputPath
    let folder = place.hasSuffix("/questions.json") ? FileSystem.parent(of: place) : place
    let name =
      [FileSystem.name(of: folder), configuration.model.modelName].map { part in
        String(part.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "_" })
      }
      + (options.replicate.map { [$0] } ?? []) + (options.isTest ? ["test"] : [])
      + (isRehearsed ? ["rehearsal"] : [])
    return FileSystem.shortened(
      configuration.root + "/data/episodes/" + name.joined(separator: "_") + ".jsonl")
  }

  private func answer(
    settings: EpisodeSettings, sandbox: SandboxOptions, teacher: RehearsalTeacher
  ) async throws {
    var run = self
    if isRehearsed {
      Self.seed(&run.configuration)
      if var tested {
        Self.seed(&tested)
        run.tested = tested
      }
    }
    let prepared = run
    try await SandboxPools.withPools(options: sandbox) { pools in
      let answering = EpisodeAnswering(
        settings: settings, sessions: pools, workers: sandbox.workerCount)
      guard isRehearsed else {
        return try await prepared.follow(answering, in: pools, rehearsal: nil)
      }
      var options = RehearsalOptions()
      options.teacher = teacher
      try await Rehearsal.withPacedTarget(options: options) { target in
        try await prepared.follow(answering, in: pools, rehearsal: target)
      }
    }
  }

  /// Sets a seed, so that answers do not depend on the order in which requests arrive.
  private static func seed(_ configuration: inout TaskConfiguration) {
    for index in configuration.perspectives.indices
    where configuration.perspectives[index].strategy.model.options.seed == nil {
      configuration.perspectives[index].strategy.model.options.seed = 1
    }
  }

  private func follow(
    _ answering: EpisodeAnswering, in pools: SandboxPools, rehearsal: RehearsalTarget?
  ) async throws {
    var options = options
    options.rehearsal = rehearsal
    var session = session
    session.conversations = FollowedConversations(answering)
    if let tested, let whole, options.isTest, var settings = EpisodeSettings(tested) {
      settings.wantedVerified = whole.wantedVerified
      var fullOptions = options
      fullOptions.isTest = false
      fullOptions.output = nil
      // The full run is paid for, even if the test was a rehearsal.
      fullOptions.rehearsal = nil
      fullOptions.requiresKeys = false
      let (options, settings, selection) = (fullOptions, settings, whole.selection)
      session.fullRun = {
        try await QuestionsAsInput.gathered(
          for: tested, selecting: selection
        ) { configuration in
          try await DataGenerationPipeline(
            configuration: configuration, options: options,
            answering: EpisodeAnswering(settings: settings, sessions: NoCodeSessions())
          ).estimate()
        }
      }
    }
    session.sandbox = pools
    try await session.run(configuration, options)
  }
}

internal import Facet
internal import FacetCSV
internal import FacetConfiguration
internal import FacetPlatform
internal import FacetRehearsal

extension QuestionsCommand.Generate {
  /// Lets a model explore the files, reviews its proposals, and writes the valid ones.
  func makeWithModel(
    about files: [String], _ environment: [String: String], _ console: Console
  ) async throws {
    let work = try LoadedTask.reporting(to: console) { try self.exploration(environment) }
    let unfit = try told(console) { try work.prepare(files) }
    for error in unfit { console.print(error.description) }
    guard unfit.count < files.count else { throw ExitStatus(code: ExitStatus.usage) }
    let configuration = try LoadedTask.reporting(to: console) { try explorer(work, environment) }
    for warning in configuration.warnings { console.print(warning.description) }
    var options = RunOptions(environment: environment)
    options.output = work.explorationsPath
    options.baseURL = overriding.baseURL
    options.caFile = overriding.caFile
    options.prices = try overriding.priceList.table()
    options.resumeCommand = ResumeCommand.text(CommandLine.arguments)
    options.raisingCommands = configuration.budget.raisingCommands(CommandLine.arguments)
    try sharding.apply(to: &options)
    let session = FollowedRun(
      console: console, showsProgress: !noProgress, isVerbose: verbose,
      eventsPath: nil, printsJSON: false,
      resumeCommand: options.usesLedger ? options.resumeCommand : nil,
      raisingCommands: options.raisingCommands)
    let runOptions = options
    let (status, outcomes): (Int32, [ModelQuestions.Outcome]) = try await toldAsync(console) {
      guard offline else { return try await explored(work, configuration, session, runOptions) }
      var rehearsal = RehearsalOptions()
      rehearsal.teacher = try await teacher(about: files, work, environment)
      return try await Rehearsal.withPacedTarget(options: rehearsal) { target in
        var options = runOptions
        options.rehearsal = target
        return try await explored(work, configuration, session, options)
      }
    }
    // The proposals of all shards are reviewed when they are merged.
    if sharding.shard != nil {
      if status != 0 { throw ExitStatus(code: status) }
      return
    }
    var made = 0
    for outcome in outcomes {
      console.print(QuestionReport.text(outcome, isVerbose: verbose))
      guard let path = outcome.path else { continue }
      made += 1
      Terminal.write(path + "\n", as: .exact, to: .standardOutput)
    }
    if status != 0 { throw ExitStatus(code: status) }
    if made < files.count {
      throw ExitStatus(code: made == 0 ? ExitStatus.failure : ExitStatus.partial)
    }
  }

  /// Lets the model explore the files, and reviews its proposals.
  private func explored(
    _ work: ModelQuestions, _ configuration: TaskConfiguration, _ session: FollowedRun,
    _ options: RunOptions
  ) async throws -> (Int32, [ModelQuestions.Outcome]) {
    try await SandboxPools.withPools(options: sandbox.options) { pools in
      var followed = session
      followed.sandbox = pools
      let (outcome, _) = try await followed.outcome(
        of: configuration, options, answering: work.answering(pools))
      // The resumed run reviews the proposals so far.
      guard outcome.ending != .interrupted, options.shard == nil else {
        return (outcome.exitStatus, [])
      }
      return (outcome.exitStatus, try await work.make(from: outcome.datasetPath, in: pools))
    }
  }

  /// A rehearsed model that proposes the templates' questions.
  private func teacher(
    about files: [String], _ work: ModelQuestions, _ environment: [String: String]
  ) async throws -> RehearsalTeacher {
    var synthetic = try self.work(environment)
    synthetic.quota = DifficultyQuota(
      total: work.rules.questionCount, among: work.rules.difficulties)
    var lessons: [RehearsalTeacher.Lesson] = []
    for file in files {
      do {
        let (profile, harvest) = try await synthetic.harvest(from: file)
        let proposals = RehearsedProposals(
          dataset: profile.datasetName, questions: harvest.questions)
        lessons.append(
          RehearsalTeacher.Lesson(marks: proposals.marks, conclusion: proposals.reply))
      } catch is CSVProfileError {
        // An unsuitable file has already been reported.
        continue
      }
    }
    return RehearsalTeacher(lessons: lessons)
  }

  /// The configuration of the model that explores.
  func explorer(
    _ work: ModelQuestions, _ environment: [String: String]
  ) throws -> TaskConfiguration {
    let (model, endpoint) = try model(environment)
    return try work.configuration(
      model: model, at: endpoint, overrides: try overriding.overrides + budget.overrides)
  }

  func exploration(_ environment: [String: String]) throws -> ModelQuestions {
    let name = ModelQuestions.promptName
    guard let path = ShippedFolder.locate(name, environment: environment) else {
      throw Diagnostic(
        path: name, location: nil,
        message: "not found in this folder, in a folder above it, or in FACET_HOME")
    }
    let prompt: String
    do throws(SystemError) {
      prompt = String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
    } catch {
      throw Diagnostic(path: path, location: nil, message: error.description)
    }
    var work = ModelQuestions(prompt: prompt)
    work.choices = reading.choices
    if offline { work.outputFolder += "_rehearsal" }
    if let output { work.outputFolder = output }
    work.rules.difficulties = chosenDifficulties
    if let count = test ? 1 : maxQuestions { work.rules.questionCount = count }
    return work
  }

  /// The model that explores: the option's, otherwise the configuration's. The endpoint is set if it
  /// is the configuration's main model.
  private func model(
    _ environment: [String: String]
  ) throws -> (String, endpoint: ModelConfiguration?) {
    if let model = overriding.model { return (model, nil) }
    let shipped = ShippedFolder.locate(
      EpisodesCommand.Generate.customaryConfiguration, environment: environment)
    guard let path = config ?? shipped else {
      throw Diagnostic(
        path: "--llm", location: nil, message: "name a model with '--model'")
    }
    let configuration = try TaskConfiguration(contentsOf: path)
    let model = configuration.model
    let name = configuration.csvAnalysis?.questionModel ?? model.modelName
    return (name, name == model.modelName && overriding.provider == nil ? model : nil)
  }

  private func told<Result>(_ console: Console, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as SystemError {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    }
  }

  private func toldAsync<Result>(
    _ console: Console, _ body: () async throws -> Result
  ) async throws -> Result {
    do {
      return try await body()
    } catch let error as SandboxError {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    } catch let error as SystemError {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    }
  }
}

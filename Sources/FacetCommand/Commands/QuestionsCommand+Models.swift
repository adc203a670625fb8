internal import Facet
internal import FacetCSV
internal import FacetConfiguration
internal import FacetPlatform

extension QuestionsCommand.Generate {
  /// Lets a model explore the files, reviews what it proposes, and writes what holds.
  func makeWithModel(
    about files: [String], _ environment: [String: String], _ console: Console
  ) async throws {
    let work = try LoadedTask.reporting(to: console) { try self.exploration(environment) }
    let unfit = try told(console) { try work.prepare(files) }
    for error in unfit { console.print(error.description) }
    guard unfit.count < files.count else { throw ExitStatus(code: ExitStatus.usage) }
    let configuration = try LoadedTask.reporting(to: console) {
      try work.configuration(
        model: try model(environment), overrides: try overriding.overrides + budget.overrides)
    }
    for warning in configuration.warnings { console.print(warning.description) }
    var options = RunOptions(environment: environment)
    options.output = work.explorationsPath
    options.baseURL = overriding.baseURL
    options.prices = try overriding.priceList.table()
    options.resumeCommand = ResumeCommand.text(CommandLine.arguments)
    options.raisingCommands = configuration.budget.raisingCommands(CommandLine.arguments)
    let session = FollowedRun(
      console: console, showsProgress: !noProgress, isVerbose: verbose,
      events: try EventSink(path: nil), printsJSON: false,
      resumeCommand: options.resumeCommand ?? "", raisingCommands: options.raisingCommands)
    let runOptions = options
    let (status, outcomes): (Int32, [ModelQuestions.Outcome]) = try await toldAsync(console) {
      try await SandboxPools.withPools(options: sandbox.options) { pools in
        var followed = session
        followed.sandbox = pools
        let (outcome, _) = try await followed.outcome(
          of: configuration, runOptions, answering: work.answering(pools))
        // What was proposed so far is reviewed by the run that goes on.
        guard outcome.ending != .interrupted else { return (outcome.exitStatus, []) }
        return (
          outcome.exitStatus, try await work.make(from: outcome.datasetPath, in: pools)
        )
      }
    }
    var made = 0
    for outcome in outcomes {
      console.print(QuestionReport.text(outcome, isVerbose: verbose))
      guard let path = outcome.path else { continue }
      made += 1
      Terminal.write(path + "\n", to: .standardOutput)
    }
    if status != 0 { throw ExitStatus(code: status) }
    if made < files.count {
      throw ExitStatus(code: made == 0 ? ExitStatus.failure : ExitStatus.partial)
    }
  }

  private func exploration(_ environment: [String: String]) throws -> ModelQuestions {
    let name = ModelQuestions.promptName
    guard
      let folder = ShippedFolder.locate(FileSystem.parent(of: name), environment: environment)
    else {
      throw Diagnostic(
        path: name, location: nil,
        message: "there is no such file here, above here or in FACET_HOME")
    }
    let path = "\(folder)/\(FileSystem.name(of: name))"
    let prompt: String
    do throws(SystemError) {
      prompt = String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
    } catch {
      throw Diagnostic(path: path, location: nil, message: error.description)
    }
    var work = ModelQuestions(prompt: prompt)
    work.choices = reading.choices
    if let output { work.outputFolder = output }
    work.rules.difficulties = chosenDifficulties
    if let count = test ? 1 : maxQuestions { work.rules.questionCount = count }
    return work
  }

  /// The model that explores: what the user names, else the configuration's.
  private func model(_ environment: [String: String]) throws -> String {
    if let model = overriding.model { return model }
    let shipped = ShippedFolder.locate("configs", environment: environment)
      .map { $0 + "/csv_analysis.json" }
    guard let path = config ?? shipped else {
      throw Diagnostic(
        path: "--llm", location: nil, message: "name the model that explores with '--model'")
    }
    let configuration = try TaskConfiguration(contentsOf: path)
    return configuration.csvAnalysis?.questionModel ?? configuration.model.modelName
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

internal import ArgumentParser
internal import FacetConfiguration

/// A command whose shards can be merged.
protocol MergeableCommand: AsyncParsableCommand {
  /// How code about CSV files is run; `nil` for a command without code.
  var sandboxChoices: SandboxChoices? { get }

  /// The file or folder of the result.
  var wantedOutput: String? { get set }

  /// The configuration with all options applied; `nil` for a command without one.
  ///
  /// - Throws: ``ExitStatus`` after printing the mistakes in it.
  func taskConfiguration(_ console: Console) throws -> TaskConfiguration?

  /// The same question, of the options that say what was asked and where the result goes.
  ///
  /// The shards' files name the command, and may come from anywhere. So each option is taken over by
  /// name, and none that runs a program, downloads or writes another file.
  ///
  /// - Parameter sandbox: How code is run, by the choice of whoever merges.
  func restated(with sandbox: SandboxChoices) throws -> Self
}

extension MergeableCommand {
  func taskConfiguration(_ console: Console) throws -> TaskConfiguration? { nil }
}

extension RunCommand: MergeableCommand {
  func taskConfiguration(_ console: Console) throws -> TaskConfiguration? {
    try configuration(console)
  }

  var sandboxChoices: SandboxChoices? { nil }

  var wantedOutput: String? {
    get { target.output }
    set { target.output = newValue }
  }

  func restated(with sandbox: SandboxChoices) throws -> RunCommand {
    var command = try RunCommand.parse(["--config=\(task.configurationPath)"])
    command.task.overriding = try task.overriding.restated()
    command.selection = selection
    command.budget = budget
    command.target = target
    command.running = try running.restated()
    command.contamination = contamination
    return command
  }
}

extension EpisodesCommand.Generate: MergeableCommand {
  func taskConfiguration(_ console: Console) throws -> TaskConfiguration? {
    try LoadedTask.reporting(to: console) { try declared(isTest: test) }
  }

  var sandboxChoices: SandboxChoices? { episodes.sandbox }

  var wantedOutput: String? {
    get { target.output }
    set { target.output = newValue }
  }

  func restated(with sandbox: SandboxChoices) throws -> EpisodesCommand.Generate {
    var command = try EpisodesCommand.Generate.parse([])
    command.path = path
    command.episodes = episodes
    command.episodes.sandbox = episodes.sandbox.restated(with: sandbox)
    command.overriding = try overriding.restated()
    command.budget = budget
    command.target = target
    command.running = try running.restated()
    command.test = test
    return command
  }
}

extension QuestionsCommand.Generate: MergeableCommand {
  func taskConfiguration(_ console: Console) throws -> TaskConfiguration? {
    let environment = try overriding.environment(reportingTo: console)
    return try LoadedTask.reporting(to: console) {
      try explorer(try exploration(environment), environment)
    }
  }

  var sandboxChoices: SandboxChoices? { sandbox }

  var wantedOutput: String? {
    get { output }
    set { output = newValue }
  }

  func restated(with choices: SandboxChoices) throws -> QuestionsCommand.Generate {
    var command = try QuestionsCommand.Generate.parse([])
    command.csv = csv
    command.maxQuestions = maxQuestions
    command.difficulties = difficulties
    command.seed = seed
    command.templates = templates
    command.llm = llm
    command.offline = offline
    command.config = config
    command.output = output
    command.test = test
    command.reading = reading
    command.sandbox = sandbox.restated(with: choices)
    command.overriding = try overriding.restated()
    command.budget = budget
    command.noProgress = true
    return command
  }
}

extension TracesCommand: MergeableCommand {
  func taskConfiguration(_ console: Console) throws -> TaskConfiguration? {
    try configuration(console)
  }

  var sandboxChoices: SandboxChoices? { nil }

  var wantedOutput: String? {
    get { target.output }
    set { target.output = newValue }
  }

  func restated(with sandbox: SandboxChoices) throws -> TracesCommand {
    var command = try TracesCommand.parse(["--config=\(task.configurationPath)"])
    command.task.overriding = try task.overriding.restated()
    command.selection = selection
    command.budget = budget
    command.target = target
    command.running = try running.restated()
    command.tasks = tasks
    command.episodes = episodes
    command.filter = filter
    command.teacher = teacher
    // A trial on another base or with other network is another trial.
    command.boxes = boxes
    return command
  }
}

extension SessionOptions {
  /// The options that say what was asked.
  fileprivate func restated() throws -> SessionOptions {
    var options = try SessionOptions.parse([])
    options.offline = offline
    options.replicate = replicate
    options.noProgress = true
    return options
  }
}

extension ConfigurationKeyOptions {
  /// The options that say what was asked.
  fileprivate func restated() throws -> ConfigurationKeyOptions {
    var options = try ConfigurationKeyOptions.parse([])
    options.model = model
    options.provider = provider
    options.baseURL = baseURL
    options.settings = settings
    options.envFile = envFile
    options.maxConcurrency = maxConcurrency
    options.maxAttempts = maxAttempts
    options.timeout = timeout
    options.shuffleSeed = shuffleSeed
    options.skipBadRows = skipBadRows
    options.priceList = priceList
    return options
  }
}

extension SandboxChoices {
  /// The same time limit, with the program and the sandbox of other choices.
  fileprivate func restated(with choices: SandboxChoices) -> SandboxChoices {
    var restated = choices
    restated.codeTimeout = choices.codeTimeout ?? codeTimeout
    return restated
  }
}

internal import ArgumentParser
internal import Facet
internal import FacetCluster
internal import FacetConfiguration
internal import FacetModels
internal import FacetPlatform
internal import FacetRehearsal

/// Checks what a launch will run, before anything is rendered or submitted.
struct LaunchPlanner {
  let options: LaunchOptions
  let console: Console

  /// Options of a run that a launch sets itself, or that would do harm when a shard is requeued.
  private static let refused: [(option: String, reason: String)] = [
    ("--shard", "the launch numbers the shards"), ("--share", "use '--at-once'"),
    ("--shards-dir", "use '--folder'"), ("--scratch", "give it to the launch"),
    ("--fresh", "a requeued shard would pay for everything again; use '--replicate'"),
    ("--no-ledger", "shards are merged from their ledgers"),
    ("--join", "a shard is one process"), ("--events", "shards would share one file"),
    ("--json", "use it with 'facet launch merge'"),
    ("--until", "it counts pairs over the whole run, but a shard sees only its own"),
  ]

  /// A plan, the launch's folder, and the command whose shards it runs.
  struct Planned {
    var plan: LaunchPlan
    var folder: String
    var command: any MergeableCommand
  }

  /// What can be launched, for messages.
  private static let launchable =
    "A launch runs 'run', 'episodes', 'traces' or 'questions --llm' in shards"

  func plan() async throws -> Planned {
    let words = try words()
    let command = try command(words)
    let start = FileSystem.workingDirectory
    var plan = LaunchPlan(
      name: "facet", shards: options.shards, atOnce: options.atOnce ?? options.shards,
      command: words, workingDirectory: start, program: options.program ?? Self.ownProgram)
    plan.server = options.server
    plan.serverTimeout = options.serverTimeout
    plan.modules = options.modules.map { FileSystem.absolute($0, in: start) }
    if let modules = plan.modules, !FileSystem.exists(modules) {
      throw ValidationError("'--modules' names no file: '\(modules)'.")
    }
    let name = try await complete(&plan, command)
    plan.name = options.name ?? name
    let folder = FileSystem.absolute(options.folder ?? Self.unused(plan.name), in: start)
    plan.scratch = options.scratch ?? (FileSystem.isOnNetwork(folder) ? "auto" : nil)
    if (try? RunEnvironment(file: nil))?["FACET_LEDGER"] != nil {
      console.print("note: FACET_LEDGER is not used: each shard has a ledger in its own folder")
    }
    return Planned(plan: plan, folder: folder, command: command)
  }

  /// A folder of the launch's name and time that does not exist yet.
  private static func unused(_ name: String) -> String {
    let folder = "data/agents/launches/\(name)_\(Timestamp.now.compact)"
    let candidates = [folder] + (2...99).lazy.map { "\(folder)_\($0)" }
    return candidates.first { !FileSystem.exists($0) } ?? folder
  }

  private static var ownProgram: String { FileSystem.resolvingLinks("/proc/self/exe") }

  /// The arguments of the whole run.
  private func words() throws -> [String] {
    let further = options.arguments
    for word in further {
      for (option, reason) in Self.refused where word == option || word.hasPrefix(option + "=") {
        throw ValidationError("'\(option)' cannot be given to a launch: \(reason).")
      }
    }
    if let configuration = options.configuration { return ["run", configuration] + further }
    guard let first = further.first else {
      throw ValidationError(
        "Name a configuration, or a whole command after '--': "
          + "facet launch slurm --shards 8 -- episodes configs/csv_analysis.json")
    }
    guard !first.hasPrefix("-"), !first.hasSuffix(".json") else {
      throw ValidationError(
        "Name the configuration before '--', and only options of the run after it: "
          + "facet launch slurm configs/translation.json --shards 8 -- --limit 100")
    }
    return further
  }

  /// The command whose shards are run.
  private func command(_ words: [String]) throws -> any MergeableCommand {
    let parsed = try FacetCommand.parseAsRoot(RetryFailedChoice.completing(words))
    guard let command = parsed as? any MergeableCommand else {
      throw ValidationError(Self.launchable + ", not '\(words[0])'.")
    }
    if let questions = command as? QuestionsCommand.Generate, !questions.llm {
      throw ValidationError(
        Self.launchable + "; templates ask no model: run 'facet questions' here.")
    }
    return command
  }

  /// Plans the last shard, whose mistakes are those of every other, and notes what it asks.
  ///
  /// - Returns: The name of the task.
  private func complete(
    _ plan: inout LaunchPlan, _ command: any MergeableCommand
  ) async throws -> String {
    // The options of a shard have rules of their own.
    _ = try FacetCommand.parseAsRoot(
      RetryFailedChoice.completing(plan.arguments(of: plan.shards - 1, baseURL: nil, in: ".")))
    guard let configuration = try command.taskConfiguration(console) else {
      return "facet-" + plan.command[0]
    }
    guard configuration.tasks == nil else {
      throw ValidationError(
        Self.launchable + ", and '\(configuration.path)' makes task directories: run "
          + "'facet tasks' on one machine.")
    }
    guard !configuration.asksHarbor else {
      throw ValidationError(
        Self.launchable + ", but no ledger holds the trials of Harbor that '\(configuration.path)' "
          + "asks for: run 'facet traces' on one machine.")
    }
    if plan.server != nil {
      plan.endpointID = configuration.model.endpointID ?? "server/" + configuration.model.modelName
      plan.serverModel = try Self.nameAtServer(of: configuration.model)
    }
    guard command is RunCommand else { return "facet-" + plan.command[0] }
    for warning in configuration.warnings { console.print(warning.description) }
    let name = "facet-" + Self.jobName(configuration.taskType)
    // Their samples are found by each shard.
    guard configuration.csvAnalysis == nil, !configuration.asksAgents else { return name }
    let whole = plan.whole(baseURL: plan.server == nil ? nil : "http://127.0.0.1:1/v1")
    guard
      let asked = try FacetCommand.parseAsRoot(RetryFailedChoice.completing(whole)) as? RunCommand
    else { return name }
    let (fingerprint, model) = try await asked.planned(
      Shard(index: plan.shards - 1, count: plan.shards, share: plan.share), console)
    plan.configurationFingerprint = fingerprint
    if plan.server != nil, model == nil {
      throw ValidationError(
        "'--server' serves the configuration's main model, which no "
          + "perspective asks.")
    }
    return name
  }

  /// A model's name in requests to a server of its own.
  private static func nameAtServer(of model: ModelConfiguration) throws -> String {
    do throws(ModelResolutionError) {
      return try ModelResolution.resolve(
        model: model.modelName, provider: model.apiProvider, baseURL: model.baseURLs.first,
        movedTo: "http://127.0.0.1:1/v1", named: "'--server'"
      ).model
    } catch {
      throw ValidationError("'--server': \(error.message).")
    }
  }

  /// A task's name as part of a job's name, which is short and plain everywhere.
  static func jobName(_ text: String) -> String {
    let plain = text.lowercased().map { character -> Character in
      character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
    }
    let words = String(plain).split(separator: "-").joined(separator: "-").prefix(40)
    let name = words.hasSuffix("-") ? words.dropLast() : words
    return name.isEmpty ? "run" : String(name)
  }
}

extension RunCommand {
  /// Plans one shard of the run: the hash of everything asked, and the main model as it is asked.
  fileprivate func planned(
    _ shard: Shard?, _ console: Console
  ) async throws -> (fingerprint: String, model: String?) {
    let configuration = try configuration(console)
    var options = try options(for: configuration, console)
    options.shard = shard
    options.shard?.shareOption = "--at-once"
    // A key may be set only where the shards run.
    options.requiresKeys = false
    let plan = { (options: RunOptions) in
      let pipeline = try LoadedTask.reporting(to: console) {
        try DataGenerationPipeline(configuration: configuration, options: options)
      }
      return (pipeline.identity.asked, pipeline.topLevelModel)
    }
    guard running.offline else { return try plan(options) }
    return try await Rehearsal.withPacedTarget { [options] target in
      var options = options
      options.rehearsal = target
      return try plan(options)
    }
  }
}

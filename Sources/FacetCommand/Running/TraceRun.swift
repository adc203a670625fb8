internal import Facet
internal import FacetAgents
internal import FacetBox
internal import FacetConfiguration
internal import FacetModels
internal import FacetPlatform
internal import FacetRehearsal
internal import FoundationEssentials

/// A run of agents at task directories: finds the tasks, lets the agents try them, and writes what
/// happened.
struct TraceRun {
  var configuration: TaskConfiguration
  var options: RunOptions
  /// The followed run that does the work.
  var session: FollowedRun
  /// Whether a rehearsed agent answers.
  var isRehearsed: Bool

  private var console: Console { session.console }

  /// - Throws: ``ExitStatus`` if the run does not end as complete.
  func run(_ choices: TraceChoices) async throws {
    var run = self
    try refuseMistakes()
    let tasks = try chosen(choices)
    let path = try output()
    let folder = FileSystem.parent(of: path)
    let input = folder + "/tasks.jsonl"
    try refuseToOverwrite(path, input)
    // Shards share the folder, and write nothing there but its tasks.
    let lock = options.shard == nil ? try FolderLock(of: folder) : nil
    defer { withExtendedLifetime(lock) {} }
    // A merge reads its trials from the ledger.
    let isMerge = MergeSession.current != nil
    let builder = configuration.asksHarbor || isMerge ? nil : try await builder(choices)
    try tasks.write(to: input)
    if builder?.hasNetwork == false { note(tasks) }
    run.options.output = path
    run.configuration.data = run.configuration.data.reading(tasks: input)
    var output = TraceOutput(
      jobName: FileSystem.name(
        of: FileSystem.absolute(folder, in: FileSystem.workingDirectory)))
    output.episodes = choices.episodes
    output.filter = choices.filter
    output.concurrency = min(run.configuration.limits.maxConcurrency, choices.width)
    if configuration.asksHarbor { return try await run.runHarbor(output) }
    let answering = TraceAnswering(
      workplaces: builder.map {
        BoxWorkplaces(
          builder: $0, width: choices.width,
          trials: run.configuration.limits.maxConcurrency)
      }, builder: choices.builder, configuration: run.configuration,
      output: output)
    run.session.conversations = FollowedConversations(answering)
    try await run.follow(tasks, choices)
  }

  /// Reports what does not fit agents.
  private func refuseMistakes() throws {
    let mistake: String
    if !configuration.asksAgents {
      mistake =
        "\(configuration.path): error: no perspective has an 'agent'; use 'facet run' instead"
    } else if options.joins {
      mistake =
        "error: '--join' cannot be used with agents, because a trial has one process; give each "
        + "process its own '--samples' and '--output'"
    } else if configuration.asksHarbor, isRehearsed {
      mistake =
        "error: '--offline' has no agent for Harbor; its own agents 'oracle' and 'nop' need no key"
    } else if configuration.asksHarbor, options.shard != nil {
      mistake = "error: '--shard' cannot be used with Harbor, whose trials no ledger holds"
    } else {
      return
    }
    console.print(mistake)
    throw ExitStatus(code: ExitStatus.usage)
  }

  /// Notes tasks that have less than they declare.
  private func note(_ tasks: TaskChoice) {
    let count = tasks.rows.count(where: \.wantsNetwork)
    guard count > 0 else { return }
    console.print(
      "note: \(Quantity.count(count, "task")) with network_mode = \"public\" run without "
        + "network, which '--network' gives them")
  }

  private func follow(_ tasks: TaskChoice, _ choices: TraceChoices) async throws {
    guard isRehearsed else { return try await session.run(configuration, options) }
    var configuration = configuration
    Self.seed(&configuration)
    var rehearsal = RehearsalOptions()
    rehearsal.teacher = RehearsalTeacher(
      lessons: tasks.rows.compactMap(Self.lesson), habits: choices.habits)
    let seeded = configuration
    try await Rehearsal.withPacedTarget(options: rehearsal) { target in
      var options = options
      options.rehearsal = target
      try await session.run(seeded, options)
    }
  }

  /// The rehearsed agent's lesson about a task; `nil` if the task has no solution.
  private static func lesson(_ task: TaskRow) -> RehearsalTeacher.Lesson? {
    guard
      let bytes = FileTree.contents(of: "solution/solve.sh", below: task.path, most: 1 << 20)
    else { return nil }
    return RehearsalTeacher.Lesson(
      marks: [task.instruction], solution: String(decoding: bytes, as: UTF8.self))
  }

  /// Sets a seed, so that answers do not depend on the order in which requests arrive.
  private static func seed(_ configuration: inout TaskConfiguration) {
    for index in configuration.perspectives.indices
    where configuration.perspectives[index].strategy.model.options.seed == nil {
      configuration.perspectives[index].strategy.model.options.seed = 1
    }
  }

  private func chosen(_ choices: TraceChoices) throws -> TaskChoice {
    let configuration = configuration
    let isForBoxes = !configuration.asksHarbor
    do throws(TaskChoice.Mistake) {
      return choices.tasks.isEmpty
        ? try TaskChoice(in: [configuration.data.inputPath], isForBoxes: isForBoxes) {
          configuration.locate($0)
        } : try TaskChoice(in: choices.tasks, isForBoxes: isForBoxes)
    } catch {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.usage)
    }
  }

  /// Shows once that boxes start, before anything is asked.
  private func builder(_ choices: TraceChoices) async throws -> ImageBuilder {
    do throws(BoxError) {
      var builder = try BoxChoices.standard()
      if let chosen = choices.builder { builder = chosen }
      try await builder.store.tryBox()
      return builder
    } catch {
      console.print("error: \(error); 'facet doctor' says more")
      throw ExitStatus(code: ExitStatus.failure)
    }
  }

  /// The path of the rows: the option's, otherwise in a folder under the task's `data/traces`.
  private func output() throws -> String {
    if let output = options.output {
      guard FileSystem.name(of: output) == "traces.jsonl", output.contains("/") else {
        console.print(
          "error: traces have a folder of their own: '--output' must be 'FOLDER/traces.jsonl'")
        throw ExitStatus(code: ExitStatus.usage)
      }
      return output
    }
    let name =
      [
        configuration.taskType,
        configuration.asksHarbor ? "harbor" : configuration.model.modelName,
      ].map { part in
        String(part.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "_" })
      }
      + (options.replicate.map { [$0] } ?? []) + (options.isTest ? ["test"] : [])
      + (isRehearsed ? ["rehearsal"] : [])
    return FileSystem.shortened(
      configuration.root + "/data/traces/" + name.joined(separator: "_") + "/traces.jsonl")
  }

  /// Checks all files of the job before the first one is written.
  private func refuseToOverwrite(_ traces: String, _ input: String) throws {
    let guarding = OutputGuard(keeping: [.init("the configuration", configuration.path)])
    let folder = FileSystem.parent(of: traces)
    do throws(OutputGuard.Refusal) {
      for path in [traces, TraceOutput.partialPath(of: traces)] {
        try guarding.check(path, for: .traces)
      }
      try guarding.check(input, for: .taskInput)
      for name in ["config.json", "lock.json", "result.json"] {
        try guarding.check("\(folder)/\(name)", for: .jobFile)
      }
    } catch {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.usage)
    }
  }
}

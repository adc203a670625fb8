internal import ArgumentParser
internal import FacetJSON
internal import FacetPlatform
internal import FacetTasks
internal import FoundationEssentials

extension TasksCommand {
  /// `facet tasks trials`: trials by Harbor, or those of its job folders.
  struct Trials: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "trials", abstract: "Run trials with the program 'harbor', or read its jobs.",
      discussion: """
        With '--agent', runs 'harbor run' over the tasks in the folder, and reads the job that it \
        leaves. Without, the folders are jobs of Harbor. Prints how often each task was solved; \
        exits with status 4 if trials have not ended.

        Example: facet tasks trials tasks --agent terminus-2 --model openai/gpt-6-luna --attempts 4
        """)

    @Argument(
      help: ArgumentHelp("The folder of tasks, or folders of jobs.", valueName: "folder"),
      completion: .directory)
    var folders: [String]

    @Option(help: ArgumentHelp("Harbor's agent, such as terminus-2 or oracle.", valueName: "name"))
    var agent: String?

    @Option(help: ArgumentHelp("The agent's model, by Harbor's name.", valueName: "provider/model"))
    var model: String?

    @Option(help: ArgumentHelp("Attempts at each task.", valueName: "count"))
    var attempts = 1

    @Option(
      name: [.customShort("j"), .customLong("max-concurrency")],
      help: ArgumentHelp("Trials at the same time.", valueName: "count"))
    var maxConcurrency = 4

    @Option(help: ArgumentHelp("Where Harbor runs trials: docker by default.", valueName: "kind"))
    var environment: String?

    @Option(
      help: ArgumentHelp(
        "The job's name; an existing job of this name is resumed.", valueName: "name"))
    var name = "facet"

    @Option(
      name: [.customShort("o"), .long],
      help: ArgumentHelp("The folder of jobs.", valueName: "folder"), completion: .directory)
    var output = "data/jobs"

    @Flag(help: "Print the trials as JSON lines instead of a table.")
    var json = false

    func validate() throws {
      guard !folders.isEmpty else { throw ValidationError("Name a folder.") }
      for folder in folders { try OptionRule.name(folder, "folder") }
      try OptionRule.name(agent, "--agent")
      try OptionRule.name(model, "--model")
      try OptionRule.name(environment, "--environment")
      try OptionRule.name(name, "--name")
      try OptionRule.name(output, "--output")
      try OptionRule.count(attempts, "--attempts", to: 10_000)
      try OptionRule.count(maxConcurrency, "--max-concurrency", to: 100_000)
      if agent != nil, folders.count > 1 {
        throw ValidationError("With '--agent', name one folder of tasks.")
      }
      if agent == nil, model != nil { throw ValidationError("'--model' needs '--agent'.") }
    }

    func run() async throws {
      let console = Console()
      for folder in folders where !FileSystem.isDirectory(folder) {
        throw ValidationError("there is no folder '\(folder)'")
      }
      let jobs = try await self.jobs(console)
      let trials = jobs.flatMap(\.trials)
      if json {
        ResultDocument.writeLines(trials.map(\.json))
      } else {
        Terminal.write(Self.table(of: jobs), to: .standardOutput)
      }
      let solved = trials.count(where: \.isSolved)
      console.print("\(solved) of \(Quantity.count(trials.count, "trial")) solved")
      let unfinished = jobs.flatMap(\.unfinished)
      guard unfinished.isEmpty else {
        console.print(
          "\(Quantity.count(unfinished.count, "trial")) unfinished: "
            + unfinished.prefix(5).joined(separator: ", "))
        throw ExitStatus(code: ExitStatus.partial)
      }
    }

    private func jobs(_ console: Console) async throws(HarborError) -> [HarborJob] {
      guard let agent else {
        var jobs: [HarborJob] = []
        for folder in folders { jobs.append(try HarborJob(folder: folder)) }
        return jobs
      }
      var job = HarborProgram.Job(tasks: folders, agent: agent, name: name, folder: output)
      job.model = model
      job.attempts = attempts
      job.concurrency = maxConcurrency
      job.environment = environment
      let program = try HarborProgram(environment: ProcessInfo.processInfo.environment)
      let signals = HarborProgram.signals(interrupting: program, console)
      let done = try await program.run(job)
      withExtendedLifetime(signals) {}
      return [done]
    }

    private static func table(of jobs: [HarborJob]) -> String {
      TextTable.text(
        header: ["task", "model", "solved", "graded"],
        rows: jobs.flatMap(\.solveRates).map {
          [$0.task, $0.model.isEmpty ? "-" : $0.model, "\($0.solved)", "\($0.graded)"]
        })
    }
  }
}

internal import ArgumentParser
internal import Facet
internal import FacetBox
internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform
internal import FacetTasks

extension TasksCommand {
  /// `facet tasks make`: certified task directories from rows, answers and templates.
  struct Make: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "make", abstract: "Make task directories from rows, answers and templates.",
      discussion: """
        A configuration with a 'tasks' block names the rows and the templates; its perspectives, \
        if it has any, ask models for what the templates show. Each task is certified before it is \
        written; a task that does not hold goes to 'rejects'. Prints the folder; exits with status \
        4 if a task was rejected. To resume, run the command again.

        Example: facet tasks configs/tasks/log_report.json --base host
        """)

    @OptionGroup var task: ConfigurationOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var budget: BudgetOptions
    @OptionGroup var running: SessionOptions
    @OptionGroup var contamination: PromptCheckOptions

    @Option(
      name: [.customShort("o"), .long],
      help: ArgumentHelp(
        "The folder for the tasks; default: data/tasks/NAME.", valueName: "folder"),
      completion: .directory)
    var output: String?

    @Option(
      help: ArgumentHelp(
        "Tasks to try in boxes at the same time; default: one per core.", valueName: "count"))
    var maxBoxes: Int?

    @OptionGroup var boxes: BoxChoices

    func validate() throws {
      try OptionRule.name(output, "--output")
      try OptionRule.count(maxBoxes, "--max-boxes", to: 1024)
    }

    func run() async throws {
      let console = Console()
      let configuration = try LoadedTask.reporting(to: console) {
        try task.configuration(further: budget.overrides)
      }
      for warning in configuration.warnings { console.print(warning.description) }
      var options = try running.options(
        for: configuration, overriding: task.overriding, console: console)
      selection.apply(to: &options)
      try contamination.apply(to: &options, for: configuration)
      let check = options.promptCheck
      let tasks: TaskOutcome
      let run: RunOutcome?
      do {
        var work = TaskRun(
          configuration: configuration, options: options,
          session: running.session(console: console, options: options),
          isRehearsed: running.offline, output: folder, builder: try boxes.builder(),
          width: maxBoxes ?? ProcessIdentity.coreCount)
        work.contamination = { check?.finding([ChatMessage(.user, text: $0)]) }
        (tasks, run) = try await LoadedTask.reportingLater(to: console) {
          try await work.outcome()
        }
      } catch let status as ExitStatus {
        throw status
      } catch {
        console.print("error: \(error)")
        throw ExitStatus(code: ExitStatus.failure)
      }
      report(tasks, console)
      if running.json {
        ResultDocument.write(json(tasks))
      } else {
        Terminal.write(folder + "\n", as: .exact, to: .standardOutput)
      }
      if let run, run.exitStatus != 0 { throw ExitStatus(code: run.exitStatus) }
      if !tasks.rejected.isEmpty { throw ExitStatus(code: ExitStatus.partial) }
    }

    private func report(_ tasks: TaskOutcome, _ console: Console) {
      for rejected in tasks.rejected {
        console.print("rejected: \(rejected.folder): \(rejected.reason)")
      }
      var words = "\(Quantity.count(tasks.made.count, "task")) made"
      if tasks.repaired > 0 { words += " (\(tasks.repaired) after corrections)" }
      words += ", \(tasks.kept.count) kept, \(tasks.rejected.count) rejected"
      switch tasks.repeated {
      case 0: break
      case 1: words += ", 1 row repeated another"
      default: words += ", \(Quantity.grouped(tasks.repeated)) rows repeated others"
      }
      console.print(words)
    }

    private func json(_ tasks: TaskOutcome) -> JSONValue {
      func texts(_ names: [String]) -> JSONValue { .array(names.map { .string($0) }) }
      return [
        "folder": .string(folder), "made": texts(tasks.made), "kept": texts(tasks.kept),
        "corrected": .number(JSONNumber(tasks.repaired)),
        "rejected": .array(
          tasks.rejected.map { ["task": .string($0.folder), "reason": .string($0.reason)] }),
        "repeated_rows": .number(JSONNumber(tasks.repeated)),
      ]
    }

    private var folder: String {
      if let output { return output }
      let name = FileSystem.name(of: task.configurationPath)
      return "data/tasks/" + (name.hasSuffix(".json") ? String(name.dropLast(5)) : name)
    }
  }
}

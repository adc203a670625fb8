internal import ArgumentParser
internal import Facet
internal import FacetBox
internal import FacetConfiguration
internal import FacetPlatform
internal import FacetTasks

extension TasksCommand {
  /// `facet tasks make`: certified task directories from rows and templates.
  struct Make: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "make", abstract: "Make task directories from rows and templates.",
      discussion: """
        A configuration with a 'tasks' block names the rows and the templates. Each task is \
        certified before it is written; a task that does not hold goes to 'rejects'. Prints the \
        folder; exits with status 4 if a task was rejected.

        Example: facet tasks configs/tasks/tables.json --base host
        """)

    @Argument(
      help: ArgumentHelp("The configuration.", valueName: "config"),
      completion: .file(extensions: ["json"]))
    var config: String

    @Option(
      name: [.customShort("o"), .long],
      help: ArgumentHelp(
        "The folder for the tasks; default: data/tasks/NAME.", valueName: "folder"),
      completion: .directory)
    var output: String?

    @Option(
      name: [.customShort("n"), .long],
      help: ArgumentHelp("Make at most this many tasks.", valueName: "count"))
    var limit: Int?

    @Option(
      name: [.customShort("j"), .customLong("max-concurrency")],
      help: ArgumentHelp("Tasks at the same time; default: one per core.", valueName: "count"))
    var maxConcurrency: Int?

    @OptionGroup var boxes: BoxChoices

    func validate() throws {
      try OptionRule.name(config, "the configuration")
      try OptionRule.name(output, "--output")
      try OptionRule.count(limit, "--limit")
      try OptionRule.count(maxConcurrency, "--max-concurrency", to: 1024)
    }

    func run() async throws {
      let console = Console()
      let outcome: TaskMaking.Outcome
      do {
        var recipe = try TaskRecipe(contentsOf: config)
        if let limit { recipe.limit = min(limit, recipe.limit ?? limit) }
        outcome = try await TaskMaking(
          recipe: recipe, output: folder, builder: try boxes.builder(),
          version: FacetVersion.current, width: maxConcurrency ?? ProcessIdentity.coreCount
        ).run()
      } catch let mistake as Diagnostic {
        console.print("\(mistake)")
        throw ExitStatus(code: ExitStatus.usage)
      } catch {
        console.print("error: \(error)")
        throw ExitStatus(code: ExitStatus.failure)
      }
      for rejected in outcome.rejected {
        console.print("rejected: \(rejected.folder): \(rejected.reason)")
      }
      let repeated =
        switch outcome.repeated {
        case 0: ""
        case 1: ", 1 row repeated another"
        default: ", \(Quantity.grouped(outcome.repeated)) rows repeated others"
        }
      console.print(
        "\(Quantity.count(outcome.made.count, "task")) made, \(outcome.kept.count) kept, "
          + "\(outcome.rejected.count) rejected\(repeated)")
      Terminal.write(folder + "\n", as: .exact, to: .standardOutput)
      if !outcome.rejected.isEmpty { throw ExitStatus(code: ExitStatus.partial) }
    }

    private var folder: String {
      if let output { return output }
      let name = FileSystem.name(of: config)
      return "data/tasks/" + (name.hasSuffix(".json") ? String(name.dropLast(5)) : name)
    }
  }
}

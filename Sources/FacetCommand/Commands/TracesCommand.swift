internal import ArgumentParser
internal import Facet
internal import FacetAgents
internal import FacetConfiguration
internal import FacetPlatform
internal import FacetRehearsal

/// `facet traces`: task directories and agents in, graded trials and their traces out.
struct TracesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "traces", abstract: "Let agents try tasks in boxes, and keep what they did.",
    discussion: """
      The perspectives of the configuration are agents, and its samples task directories. Each \
      trial has a box of its own; when the agent has ended, the task's tests give its reward. To \
      resume, run the command again.

      Example, without a key: facet traces configs/traces.json --offline --base host
      """)

  @OptionGroup var task: ConfigurationOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var budget: BudgetOptions
  @OptionGroup var target: DatasetOutput
  @OptionGroup var running: SessionOptions
  @OptionGroup var sharding: ShardOptions

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Task directories, or folders of some; default: those of the configuration.",
      valueName: "folder"), completion: .directory)
  var tasks: [String] = []

  @Option(
    help: ArgumentHelp(
      "The rows of a trial: last for its whole conversation, all for one up to each reply.",
      valueName: "which"))
  var episodes = TraceOutput.Episodes.last

  @Option(
    help: ArgumentHelp("The trials in the rows: success, failure or all.", valueName: "which"))
  var filter = TraceOutput.Filter.all

  @Option(
    help: ArgumentHelp("Boxes at the same time; default: one per core.", valueName: "count"))
  var maxBoxes: Int?

  @Option(
    help: ArgumentHelp(
      "Error rates of the rehearsed agent: "
        + "wrong=20%,never=10%,late=10%,crash=5%,format=10%,slow=0%.",
      valueName: "list"))
  var teacher: String?

  @OptionGroup var boxes: BoxChoices

  func validate() throws {
    try target.refuse(running.events)
    for folder in tasks { try OptionRule.name(folder, "--tasks") }
    try OptionRule.count(maxBoxes, "--max-boxes", to: 1024)
    do throws(RehearsalMistake) {
      if let teacher { _ = try TeacherHabits(parsing: teacher) }
    } catch {
      throw ValidationError("'--teacher': \(error.description)")
    }
  }

  /// The configuration with all options applied.
  func configuration(_ console: Console) throws -> TaskConfiguration {
    try LoadedTask.reporting(to: console) {
      try task.configuration(further: budget.overrides)
    }
  }

  func run() async throws {
    let console = Console()
    let configuration = try configuration(console)
    for warning in configuration.warnings { console.print(warning.description) }
    var options = try running.options(
      for: configuration, overriding: task.overriding, console: console)
    options.output = target.output
    selection.apply(to: &options)
    try sharding.apply(to: &options)
    var choices = TraceChoices(tasks: tasks, episodes: episodes, filter: filter)
    if let teacher { choices.habits = try TeacherHabits(parsing: teacher) }
    if let maxBoxes { choices.width = maxBoxes }
    choices.builder = try boxes.builder()
    try await TraceRun(
      configuration: configuration, options: options,
      session: running.session(console: console, options: options),
      isRehearsed: running.offline
    ).run(choices)
  }
}

extension TraceOutput.Episodes: ExpressibleByArgument {}
extension TraceOutput.Filter: ExpressibleByArgument {}

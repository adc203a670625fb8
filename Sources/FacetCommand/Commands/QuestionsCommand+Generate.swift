internal import ArgumentParser
internal import FacetCSV
internal import FacetConfiguration
internal import FacetPlatform

extension QuestionsCommand {
  /// `facet questions generate`
  struct Generate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate", abstract: "Make the questions; what 'facet questions' does.",
      discussion: """
        Example: facet questions --csv sales.csv --difficulties EASY MEDIUM

        A model explores the files and proposes the questions: facet questions --llm --model \
        gpt-4o-mini
        """)

    @Option(
      name: .long, parsing: .upToNextOption,
      help: ArgumentHelp("The CSV files; those of data/csv unless given.", valueName: "file"),
      completion: .csvFile)
    var csv: [String] = []

    @OptionGroup var kaggle: KaggleOptions

    @Option(
      help: ArgumentHelp(
        "How many questions a file gets, split by difficulty 30/30/20/20: 40 from templates, "
          + "15 from a model unless given.", valueName: "count"))
    var maxQuestions: Int?

    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp("Only these: EASY, MEDIUM, HARD, VERY_HARD.", valueName: "difficulty"),
      completion: .difficulty)
    var difficulties: [String] = []

    @Option(help: ArgumentHelp("What the choice of questions depends on.", valueName: "number"))
    var seed = 42

    @Option(
      help: ArgumentHelp("A folder of question templates.", valueName: "folder"),
      completion: .directory)
    var templates: String?

    @Flag(help: "Let a model explore the files and propose the questions.")
    var llm = false

    @Flag(
      help: "With '--llm', let a rehearsed model of our own propose what the templates would ask.")
    var offline = false

    @Option(
      help: ArgumentHelp(
        "The configuration whose question_gen_model explores, where '--model' names none.",
        valueName: "config"), completion: .jsonFile)
    var config: String?

    @Option(
      name: .shortAndLong,
      help: ArgumentHelp(
        "Where the questions go, a folder for each dataset; data/questions_synthetic, or "
          + "data/questions_llm, unless given.", valueName: "folder"), completion: .directory)
    var output: String?

    @Flag(help: "Take one file and make one question.")
    var test = false

    @OptionGroup var reading: CSVReadingOptions
    @OptionGroup var sandbox: SandboxChoices
    @OptionGroup var overriding: ConfigurationKeyOptions
    @OptionGroup var budget: BudgetOptions

    @Flag(help: "Show no progress.")
    var noProgress = false

    @Flag(name: .shortAndLong, help: "Name every candidate that was dropped, and why.")
    var verbose = false

    func validate() throws {
      try OptionRule.count(maxQuestions, "--max-questions")
      try OptionRule.name(output, "--output")
      try OptionRule.name(templates, "--templates")
      try OptionRule.name(config, "--config")
      for file in csv { try OptionRule.name(file, "--csv") }
      for name in difficulties where Difficulty(name: name) == nil {
        throw ValidationError(
          "'--difficulties' must be among EASY, MEDIUM, HARD and VERY_HARD, not '\(name)'.")
      }
      if !llm, overriding.model != nil || config != nil {
        throw ValidationError("'--model' and '--config' are for questions by '--llm'.")
      }
      if llm, !offline, templates != nil {
        throw ValidationError("'--templates' and '--llm' are two ways to make questions.")
      }
      if offline, !llm {
        throw ValidationError("'--offline' is for '--llm': templates ask no model.")
      }
    }

    /// The difficulties that were asked for.
    var chosenDifficulties: [Difficulty] {
      difficulties.isEmpty
        ? Difficulty.allCases : difficulties.compactMap(Difficulty.init(name:))
    }

    func run() async throws {
      let console = Console()
      let environment = try overriding.environment(reportingTo: console)
      var files = csv
      if kaggle.isWanted { files += try await kaggle.files(environment, console) }
      files = try LoadedTask.reporting(to: console) {
        try QuestionsCommand.files(files, environment: environment)
      }
      if test { files = Array(files.prefix(1)) }
      try checkNames(of: files, console: console)
      if llm {
        try await makeWithModel(about: files, environment, console)
      } else {
        try await makeFromTemplates(about: files, environment, console)
      }
    }

    /// Two files of one name would write to one place.
    private func checkNames(of files: [String], console: Console) throws {
      var known: [String: String] = [:]
      for file in files {
        let name = CSVProfile.datasetName(file)
        if let other = known[name] {
          console.print(
            "error: '\(other)' and '\(file)' are both called '\(name)'; take them in two runs, "
              + "each with an '--output' of its own")
          throw ExitStatus(code: ExitStatus.usage)
        }
        known[name] = file
      }
      try checkOutputs(of: files, datasets: known.keys.sorted(), console: console)
    }

    /// Nothing but questions and explorations of earlier runs is written over.
    private func checkOutputs(
      of files: [String], datasets: [String], console: Console
    ) throws {
      guard let output else { return }
      let guarding = OutputGuard(keeping: files.map { .init("a CSV file of the run", $0) })
      do {
        for dataset in datasets {
          try guarding.check(QuestionFile.path(in: output, dataset: dataset), for: .questions)
        }
        guard llm else { return }
        try guarding.check("\(output)/explorations.jsonl", for: .explorations)
      } catch {
        console.print("error: \(error)")
        throw ExitStatus(code: ExitStatus.usage)
      }
    }
  }
}

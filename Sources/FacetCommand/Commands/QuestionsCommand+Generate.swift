internal import ArgumentParser
internal import FacetCSV
internal import FacetConfiguration
internal import FacetPlatform

extension QuestionsCommand {
  /// `facet questions generate`
  struct Generate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate", abstract: "Generate questions; same as 'facet questions'.",
      discussion: """
        Example: facet questions --csv sales.csv --difficulties EASY MEDIUM

        With a model that explores the files and proposes questions: facet questions --llm --model \
        gpt-4o-mini
        """)

    @Option(
      name: .long, parsing: .upToNextOption,
      help: ArgumentHelp("The CSV files; default: those in data/csv.", valueName: "file"),
      completion: .csvFile)
    var csv: [String] = []

    @OptionGroup var kaggle: KaggleOptions

    @Option(
      help: ArgumentHelp(
        "Questions per file, split 30/30/20/20 by difficulty; default: 40 from templates, 15 from "
          + "a model.", valueName: "count"))
    var maxQuestions: Int?

    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp(
        "Only these difficulties: EASY, MEDIUM, HARD, VERY_HARD.", valueName: "difficulty"),
      completion: .difficulty)
    var difficulties: [String] = []

    @Option(help: ArgumentHelp("Seed for the choice of questions.", valueName: "number"))
    var seed = 42

    @Option(
      help: ArgumentHelp("The folder of question templates.", valueName: "folder"),
      completion: .directory)
    var templates: String?

    @Flag(help: "Let a model explore the files and propose questions.")
    var llm = false

    @Flag(
      help: "With '--llm', let Facet's rehearsed model propose the templates' questions.")
    var offline = false

    @Option(
      help: ArgumentHelp(
        "The configuration whose question_gen_model explores, if '--model' is not given.",
        valueName: "config"), completion: .jsonFile)
    var config: String?

    @Option(
      name: .shortAndLong,
      help: ArgumentHelp(
        "Write the questions here, in a folder for each dataset; default: "
          + "data/questions_synthetic or data/questions_llm.", valueName: "folder"),
      completion: .directory)
    var output: String?

    @Flag(help: "Make one question about one file.")
    var test = false

    @OptionGroup var reading: CSVReadingOptions
    @OptionGroup var sandbox: SandboxChoices
    @OptionGroup var overriding: ConfigurationKeyOptions
    @OptionGroup var budget: BudgetOptions
    @OptionGroup var sharding: ShardOptions

    @Flag(help: "Show no progress.")
    var noProgress = false

    @Flag(name: .shortAndLong, help: "List every dropped candidate and the reason.")
    var verbose = false

    func validate() throws {
      try OptionRule.count(maxQuestions, "--max-questions")
      try OptionRule.name(output, "--output")
      try OptionRule.name(templates, "--templates")
      try OptionRule.name(config, "--config")
      for file in csv { try OptionRule.name(file, "--csv") }
      for name in difficulties where Difficulty(name: name) == nil {
        throw ValidationError(
          "'--difficulties' must be EASY, MEDIUM, HARD or VERY_HARD, not '\(name)'.")
      }
      if !llm, overriding.model != nil || config != nil {
        throw ValidationError("'--model' and '--config' need '--llm'.")
      }
      if llm, !offline, templates != nil {
        throw ValidationError("'--templates' and '--llm' cannot be combined.")
      }
      if sharding.shard != nil, kaggle.isWanted {
        throw ValidationError(
          "'--shard' and '--kaggle' cannot be combined, or each shard would download; download "
            + "first, then name the files with '--csv'.")
      }
      if !llm, sharding.shard != nil { throw ValidationError("'--shard' needs '--llm'.") }
      if offline, !llm {
        throw ValidationError("'--offline' needs '--llm': templates use no model.")
      }
    }

    /// The requested difficulties.
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

    /// Refuses files of the same name, which would write to the same place.
    private func checkNames(of files: [String], console: Console) throws {
      var known: [String: String] = [:]
      for file in files {
        let name = CSVProfile.datasetName(file)
        if let other = known[name] {
          console.print(
            "error: '\(other)' and '\(file)' are both named '\(name)'; use two runs "
              + "with different '--output' folders")
          throw ExitStatus(code: ExitStatus.usage)
        }
        known[name] = file
      }
      try checkOutputs(of: files, datasets: known.keys.sorted(), console: console)
    }

    /// Refuses to overwrite anything but questions and explorations of earlier runs.
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

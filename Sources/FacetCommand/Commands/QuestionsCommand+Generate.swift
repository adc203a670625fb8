internal import ArgumentParser
internal import FacetCSV
internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform

extension QuestionsCommand {
  /// `facet questions generate`
  struct Generate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate", abstract: "Make the questions; what 'facet questions' does.",
      discussion: "Example: facet questions --csv sales.csv --difficulties EASY MEDIUM")

    @Option(
      name: .long, parsing: .upToNextOption,
      help: ArgumentHelp("The CSV files; those of data/csv unless given.", valueName: "file"))
    var csv: [String] = []

    @Option(
      help: ArgumentHelp(
        "How many questions a file gets, split by difficulty 30/30/20/20.", valueName: "count"))
    var maxQuestions = SyntheticQuestions.customaryTotal

    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp("Only these: EASY, MEDIUM, HARD, VERY_HARD.", valueName: "difficulty"))
    var difficulties: [String] = []

    @Option(help: ArgumentHelp("What the choice of questions depends on.", valueName: "number"))
    var seed = 42

    @Option(help: ArgumentHelp("A folder of question templates.", valueName: "folder"))
    var templates: String?

    @Option(
      name: .shortAndLong,
      help: ArgumentHelp(
        "Where the questions go, a folder for each dataset.", valueName: "folder"))
    var output = "data/questions_synthetic"

    @Flag(help: "Take one file and make one question.")
    var test = false

    @OptionGroup var reading: CSVReadingOptions
    @OptionGroup var sandbox: SandboxChoices

    @Flag(help: "Show no progress.")
    var noProgress = false

    @Flag(name: .shortAndLong, help: "Name every candidate that was dropped, and why.")
    var verbose = false

    func validate() throws {
      if maxQuestions < 1 { throw ValidationError("'--max-questions' must be at least 1.") }
      for name in difficulties where Difficulty(name: name) == nil {
        throw ValidationError(
          "'--difficulties' must be among EASY, MEDIUM, HARD and VERY_HARD, not '\(name)'.")
      }
    }

    func run() async throws {
      let console = Console()
      let environment = try LoadedTask.reporting(to: console) { try RunEnvironment(file: nil).all }
      let work = try LoadedTask.reporting(to: console) { try self.work(environment) }
      let files = try LoadedTask.reporting(to: console) {
        let files = try QuestionsCommand.files(csv, environment: environment)
        return test ? Array(files.prefix(1)) : files
      }
      try checkNames(of: files, console: console)
      let start = ContinuousClock.now
      var made = 0
      var total = 0
      for file in files {
        if let outcome = try await make(file, work, console) {
          made += 1
          total += outcome.harvest.questions.count
        }
      }
      console.print(
        "\(Quantity.count(total, "question")) about \(made) of "
          + "\(Quantity.count(files.count, "file")) in "
          + QuestionReport.seconds(ContinuousClock.now - start))
      if made < files.count {
        throw ExitStatus(code: made == 0 ? ExitStatus.usage : ExitStatus.partial)
      }
    }

    private func work(_ environment: [String: String]) throws -> SyntheticQuestions {
      guard
        let folder = templates
          ?? ShippedFolder.locate(TemplateFolder.name, environment: environment)
      else {
        throw Diagnostic(
          path: TemplateFolder.name, location: nil,
          message: "there is no such folder here, above here or in FACET_HOME; name one with "
            + "'--templates'")
      }
      var work = SyntheticQuestions(templates: try TemplateFolder.templates(in: folder))
      work.choices = reading.choices
      work.sandbox = sandbox.options
      work.seed = seed
      work.outputFolder = output
      let chosen = difficulties.compactMap(Difficulty.init(name:))
      work.quota = DifficultyQuota(
        total: test ? 1 : maxQuestions, among: chosen.isEmpty ? Difficulty.allCases : chosen)
      return work
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
    }

    /// What came of a file; nil where it is not fit for questions, which is said.
    private func make(
      _ file: String, _ work: SyntheticQuestions, _ console: Console
    ) async throws -> SyntheticQuestions.Outcome? {
      let start = ContinuousClock.now
      let wanted = work.quota.counts.values.reduce(0, +)
      let shows = !noProgress && console.isTerminal
      defer { if shows { console.show([]) } }
      do {
        if shows { console.show(["\(FileSystem.name(of: file)): reading"]) }
        let outcome = try await work.make(for: file) { count in
          if shows {
            console.show(["\(FileSystem.name(of: file)): \(count) of \(wanted) questions"])
          }
        }
        if shows { console.show([]) }
        console.print(
          QuestionReport.text(outcome, took: ContinuousClock.now - start, isVerbose: verbose))
        if let error = Terminal.write(outcome.path + "\n", to: .standardOutput) {
          console.print("error: \(error)")
          throw ExitStatus(code: ExitStatus.failure)
        }
        return outcome
      } catch let error as CSVProfileError {
        if shows { console.show([]) }
        console.print(error.description)
        return nil
      } catch let error as SandboxError {
        if shows { console.show([]) }
        console.print("error: \(error)")
        throw ExitStatus(code: ExitStatus.failure)
      }
    }
  }
}

/// What a person is told about the questions of a file.
enum QuestionReport {
  static func text(
    _ outcome: SyntheticQuestions.Outcome, took time: Duration, isVerbose: Bool
  ) -> String {
    let (profile, harvest) = (outcome.profile, outcome.harvest)
    var lines = [
      "\(profile.datasetName): \(Quantity.count(profile.rows, "row")), "
        + "\(Quantity.count(profile.columns.count, "column")); "
        + "\(Quantity.count(harvest.questions.count, "question")) ("
        + Difficulty.allCases.filter { harvest.quota.counts[$0] != nil }.map {
          "\(harvest.count(of: $0)) \($0.rawValue)"
        }.joined(separator: ", ") + ") in \(seconds(time))"
    ]
    for shortfall in harvest.shortfalls {
      lines.append(
        "  \(shortfall.difficulty.rawValue): only \(shortfall.found) of \(shortfall.wanted); the "
          + "file and the templates support no more")
    }
    if profile.malformed.count > 0 {
      lines.append("  \(Quantity.count(profile.malformed.count, "row")) malformed:")
      let shown = profile.malformed.examples.prefix(isVerbose ? 20 : 3)
      lines += shown.map { "    " + $0.description }
      if profile.malformed.count > shown.count {
        lines.append("    and more; 'facet questions profile \(profile.path)' shows them")
      }
    }
    if !harvest.dropped.isEmpty {
      lines.append("  \(Quantity.count(harvest.dropped.count, "candidate")) dropped:")
      if isVerbose {
        lines += harvest.dropped.map {
          "    \($0.template) \(JSONValue.object($0.parameters).text): \($0.reason)"
        }
      } else {
        let counts = Dictionary(grouping: harvest.dropped, by: \.reason).mapValues(\.count)
        let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        lines += sorted.prefix(4).map { "    \($0.value) × \($0.key)" }
        if sorted.count > 4 { lines.append("    and more; '-v' names them all") }
      }
    }
    return lines.joined(separator: "\n")
  }

  /// `0.8 s`, `12.3 s`
  static func seconds(_ time: Duration) -> String {
    let tenths = Int((time / .milliseconds(100)).rounded())
    return "\(tenths / 10).\(tenths % 10) s"
  }
}

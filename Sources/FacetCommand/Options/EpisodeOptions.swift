internal import ArgumentParser
internal import FacetCSV
internal import FacetConfiguration
internal import FacetJSON
internal import FacetRehearsal

/// Which questions are asked, and how often.
struct EpisodeOptions: ParsableArguments {
  @Option(
    name: .customLong("questions-dir"), parsing: .upToNextOption,
    help: ArgumentHelp(
      "Folders of questions, or files; the configuration's unless given.", valueName: "folder"))
  var places: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Only questions about these CSV files.", valueName: "file"))
  var csv: [String] = []

  @Option(help: ArgumentHelp("How many questions of each dataset.", valueName: "count"))
  var maxQuestions: Int?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Only these: EASY, MEDIUM, HARD, VERY_HARD.", valueName: "difficulty"))
  var difficulties: [String] = []

  @Flag(help: "Take the first questions instead of a share of each difficulty.")
  var skipDifficultyFilter = false

  @Option(help: ArgumentHelp("Runs without the hint.", valueName: "count"))
  var nConsistency: Int?

  @Option(help: ArgumentHelp("Stop when so many questions are verified.", valueName: "count"))
  var untilVerified: Int?

  @Option(help: ArgumentHelp("Ask no more questions than this.", valueName: "count"))
  var maxCandidates: Int?

  @Option(
    help: ArgumentHelp(
      "How a rehearsed teacher errs, such as wrong=20%,late=5%,never=5%,crash=5%,format=5%.",
      valueName: "list"))
  var teacher: String?

  @Flag(help: "Changes nothing: all runs are concurrent; '-j' says how many requests at once.")
  var parallel = false

  @OptionGroup var sandbox: SandboxChoices

  func validate() throws {
    for name in difficulties where Difficulty(name: name) == nil {
      throw ValidationError(
        "'--difficulties' must be among EASY, MEDIUM, HARD and VERY_HARD, not '\(name)'.")
    }
    for (option, count) in [
      ("--max-questions", maxQuestions), ("--until-verified", untilVerified),
      ("--max-candidates", maxCandidates),
    ] {
      if let count, count < 1 { throw ValidationError("'\(option)' must be at least 1.") }
    }
    if let nConsistency, nConsistency < Triangulation.minimumRuns {
      throw ValidationError(
        "'--n-consistency' must be at least \(Triangulation.minimumRuns): fewer decide nothing.")
    }
    do throws(RehearsalMistake) {
      _ = try habits
    } catch {
      throw ValidationError("'--teacher': \(error.description)")
    }
  }

  /// How the rehearsed teacher errs.
  var habits: TeacherHabits {
    get throws(RehearsalMistake) {
      guard let teacher else { return TeacherHabits() }
      return try TeacherHabits(parsing: teacher)
    }
  }

  /// The options that stand for configuration keys.
  func overrides(isTest: Bool) -> [ConfigurationOverride] {
    let option = nConsistency == nil ? "--test" : "--n-consistency"
    guard let runs = nConsistency ?? (isTest ? Triangulation.minimumRuns : nil) else { return [] }
    return [
      ConfigurationOverride(
        path: "csv_analysis.n_consistency", value: .number(JSONNumber(runs)), source: option),
      ConfigurationOverride(
        path: "csv_analysis.dynamic_triangulation", value: false, source: option),
    ]
  }

  /// Which questions are chosen among those of the configuration.
  func selection(of configuration: TaskConfiguration, isTest: Bool) -> EpisodeSelection {
    let input = configuration.data.inputPath
    var selection = EpisodeSelection(
      places: places.isEmpty ? [configuration.locate(input) ?? input] : places)
    selection.csv = csv
    selection.maxQuestions = maxQuestions
    selection.difficulties = difficulties.compactMap(Difficulty.init(name:))
    selection.skipsDifficultyFilter = skipDifficultyFilter
    selection.maxCandidates = maxCandidates
    selection.isTest = isTest
    return selection
  }
}

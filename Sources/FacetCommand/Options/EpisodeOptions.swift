internal import ArgumentParser
internal import FacetCSV
internal import FacetRehearsal

/// Which questions are asked, and how many times.
struct EpisodeOptions: ParsableArguments {
  @Option(
    name: .customLong("questions-dir"), parsing: .upToNextOption,
    help: ArgumentHelp(
      "Folders or files of questions; default: those of the configuration.", valueName: "folder"),
    completion: .file(extensions: ["json"]))
  var places: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Only questions about these CSV files.", valueName: "file"),
    completion: .csvFile)
  var csv: [String] = []

  @Option(help: ArgumentHelp("At most this many questions of each dataset.", valueName: "count"))
  var maxQuestions: Int?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Only these difficulties: EASY, MEDIUM, HARD, VERY_HARD.", valueName: "difficulty"),
    completion: .difficulty)
  var difficulties: [String] = []

  @Flag(help: "Take the first questions instead of a share of each difficulty.")
  var skipDifficultyFilter = false

  @Option(help: ArgumentHelp("Runs without the hint.", valueName: "count"))
  var nConsistency: Int?

  @Option(help: ArgumentHelp("Stop when this many questions are verified.", valueName: "count"))
  var untilVerified: Int?

  @Option(help: ArgumentHelp("Ask at most this many questions.", valueName: "count"))
  var maxCandidates: Int?

  @Option(
    help: ArgumentHelp(
      "Error rates of the rehearsed teacher: wrong=20%,late=5%,never=5%,crash=5%,format=5%.",
      valueName: "list"))
  var teacher: String?

  @Flag(help: "Has no effect: all runs are concurrent; '-j' limits requests in flight.")
  var parallel = false

  @OptionGroup var sandbox: SandboxChoices

  func validate() throws {
    for name in difficulties where Difficulty(name: name) == nil {
      throw ValidationError(
        "'--difficulties' must be EASY, MEDIUM, HARD or VERY_HARD, not '\(name)'.")
    }
    try OptionRule.count(maxQuestions, "--max-questions")
    try OptionRule.count(untilVerified, "--until-verified")
    try OptionRule.count(maxCandidates, "--max-candidates")
    try OptionRule.count(nConsistency, "--n-consistency", from: .min)
    for file in csv { try OptionRule.name(file, "--csv") }
    for place in places { try OptionRule.name(place, "--questions-dir") }
    if let nConsistency, nConsistency < Triangulation.minimumRuns {
      throw ValidationError(
        "'--n-consistency' must be at least \(Triangulation.minimumRuns): fewer are inconclusive."
      )
    }
    do throws(RehearsalMistake) {
      _ = try habits
    } catch {
      throw ValidationError("'--teacher': \(error.description)")
    }
  }

  /// The error rates of the rehearsed teacher.
  private var habits: TeacherHabits {
    get throws(RehearsalMistake) {
      guard let teacher else { return TeacherHabits() }
      return try TeacherHabits(parsing: teacher)
    }
  }

  /// The choices that the options make.
  var choices: EpisodeChoices {
    get throws {
      EpisodeChoices(
        places: places, csv: csv, maxQuestions: maxQuestions,
        difficulties: difficulties.compactMap(Difficulty.init(name:)),
        skipsDifficultyFilter: skipDifficultyFilter, consistencyRuns: nConsistency,
        wantedVerified: untilVerified, maxCandidates: maxCandidates, habits: try habits,
        sandbox: sandbox.options, hasTimeLimit: sandbox.codeTimeout != nil)
    }
  }
}

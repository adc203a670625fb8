internal import FacetCSV
internal import FacetConfiguration
internal import FacetJSON
internal import FacetRehearsal

/// Which questions a run of episodes asks, how many times, and how their code runs.
struct EpisodeChoices {
  /// Folders or files of questions; empty for those of the configuration.
  var places: [String] = []
  var csv: [String] = []
  var maxQuestions: Int?
  var difficulties: [Difficulty] = []
  var skipsDifficultyFilter = false
  /// Runs without the hint; `nil` for the configuration's number.
  var consistencyRuns: Int?
  var wantedVerified: Int?
  var maxCandidates: Int?
  /// The error rates of the rehearsed teacher.
  var habits = TeacherHabits()
  var sandbox = SandboxOptions()
  /// Whether the sandbox's time limit comes from an option rather than from the configuration.
  var hasTimeLimit = false

  /// The choices that override configuration keys.
  func overrides(isTest: Bool) -> [ConfigurationOverride] {
    let option = consistencyRuns == nil ? "--test" : "--n-consistency"
    guard let runs = consistencyRuns ?? (isTest ? Triangulation.minimumRuns : nil) else {
      return []
    }
    return [
      ConfigurationOverride(
        path: "csv_analysis.n_consistency", value: .number(JSONNumber(runs)), source: option),
      ConfigurationOverride(
        path: "csv_analysis.dynamic_triangulation", value: false, source: option),
    ]
  }

  /// The selection among the configuration's questions.
  func selection(of configuration: TaskConfiguration, isTest: Bool) -> EpisodeSelection {
    let input = configuration.data.inputPath
    var selection = EpisodeSelection(
      places: places.isEmpty ? [configuration.locate(input) ?? input] : places)
    selection.csv = csv
    selection.maxQuestions = maxQuestions
    selection.difficulties = difficulties
    selection.skipsDifficultyFilter = skipsDifficultyFilter
    selection.maxCandidates = maxCandidates
    selection.isTest = isTest
    return selection
  }
}

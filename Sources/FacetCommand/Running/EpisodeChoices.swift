internal import FacetCSV
internal import FacetConfiguration
internal import FacetJSON
internal import FacetRehearsal

/// Which questions a run of episodes asks, how often, and what runs the code about them.
struct EpisodeChoices {
  /// Folders of questions, or files; empty for the configuration's.
  var places: [String] = []
  var csv: [String] = []
  var maxQuestions: Int?
  var difficulties: [Difficulty] = []
  var skipsDifficultyFilter = false
  /// Runs without the hint; `nil` for as many as the configuration says.
  var consistencyRuns: Int?
  var wantedVerified: Int?
  var maxCandidates: Int?
  /// How a rehearsed teacher errs.
  var habits = TeacherHabits()
  var sandbox = SandboxOptions()
  /// Whether the time limit of the sandbox is the user's own rather than the configuration's.
  var hasTimeLimit = false

  /// The choices that stand for configuration keys.
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

  /// Which questions are chosen among those of the configuration.
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

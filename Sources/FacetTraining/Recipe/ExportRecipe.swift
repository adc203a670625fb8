/// What an export is made of and how: the sources, the checks, the rows and the splits.
package struct ExportRecipe: Sendable {
  package var name: String
  package var version = "1.0.0"
  package var description = ""
  package var license: String?
  package var language: String?
  package var seed = 42
  package var sources: [TrainingSource] = []
  package var contamination = ContaminationRules()
  package var duplicates = DuplicateRules()
  package var limits = RowLimits()
  package var make: [MakeRules] = []
  package var split = SplitRules()
  package var form = RowForm()
  /// Samples read of each file at most; `nil` for all.
  package var testLimit: Int?

  package init(name: String) {
    self.name = name
  }
}

/// Files that count as one source in mixes and statistics.
package struct TrainingSource: Sendable {
  package var name: String
  /// The files' paths.
  package var paths: [String]
  /// The task type of its rows; `nil` for that of the files.
  package var taskType: String?
  package var license: String?
  package var episodes = RunChoices()

  package init(name: String, paths: [String]) {
    self.name = name
    self.paths = paths
  }
}

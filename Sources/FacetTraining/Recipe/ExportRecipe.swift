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
  /// The names of sources that were left out of an earlier version.
  package private(set) var forgotten: [String] = []
  /// The forgotten sources with the rules of each kind that had them.
  private(set) var links: [(rules: MakeRules, source: TrainingSource)] = []

  package init(name: String) {
    self.name = name
  }

  /// Leaves the rows of sources out; the groups that these connected stay connected.
  package mutating func forget(_ names: [String]) throws(TrainingError) {
    for name in names {
      guard let source = sources.first(where: { $0.name == name }) else {
        let known = sources.map { "'\($0.name)'" }.joined(separator: ", ")
        throw TrainingError("there is no source '\(name)'; the sources are \(known)")
      }
      for rules in make where rules.from.isEmpty || rules.from.contains(name) {
        links.append((rules, source))
      }
      sources.removeAll { $0.name == name }
      // A kind whose sources are all gone has no rows; no names at all would mean every source.
      make.removeAll { rules in
        let parts = rules.mix.parts
        return !rules.from.isEmpty && rules.from.allSatisfy { $0 == name }
          || !parts.isEmpty && parts.allSatisfy { $0.source == name }
      }
      for index in make.indices {
        make[index].from.removeAll { $0 == name }
        make[index].mix.parts.removeAll { $0.source == name }
      }
      forgotten.append(name)
    }
    if sources.isEmpty || make.isEmpty { throw TrainingError("no source is left to export") }
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

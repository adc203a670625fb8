internal import FacetJSON
internal import FacetPlatform

/// The trials of a job, read from its folder.
package struct HarborJob: Sendable {
  package var folder: String
  /// The trials that have ended, by their names.
  package private(set) var trials: [HarborTrial] = []
  /// The names of the trials that have not.
  package private(set) var unfinished: [String] = []

  /// Reads a job's folder, as `harbor run` leaves it in its folder of jobs.
  ///
  /// - Parameter hasTexts: Whether to read the trajectories and outputs of its trials, too, which
  ///   may take much memory.
  /// - Throws: ``HarborError`` if the folder is no job's, or a result in it is no trial's.
  package init(folder: String, hasTexts: Bool = true) throws(HarborError) {
    self.folder = folder
    guard FileSystem.isDirectory(folder) else {
      throw HarborError("there is no folder '\(folder)'")
    }
    guard Self.isJob(folder) else {
      throw HarborError("'\(folder)' is no folder of a job: it has no 'config.json'")
    }
    for name in FileSystem.names(in: folder).sorted() {
      let path = "\(folder)/\(name)"
      guard FileSystem.isDirectory(path), !FileTree.isSymbolicLink(path), !name.hasPrefix("."),
        Self.isJob(path)
      else { continue }
      if let trial = try HarborTrial(folder: path, hasTexts: hasTexts) {
        trials.append(trial)
      } else {
        unfinished.append(name)
      }
    }
  }

  /// Whether a folder has the files of a job or of a trial.
  package static func isJob(_ folder: String) -> Bool {
    FileTree.exists(folder + "/config.json") || FileTree.exists(folder + "/result.json")
  }

  /// The number of solved trials and of all whose reward counts, by task and model, in order.
  package var solveRates: [(task: String, model: String, solved: Int, graded: Int)] {
    var rates: [[String]: (solved: Int, graded: Int)] = [:]
    for trial in trials where trial.reward != nil {
      rates[[trial.taskName, trial.model ?? ""], default: (0, 0)].graded += 1
      if trial.isSolved { rates[[trial.taskName, trial.model ?? ""], default: (0, 0)].solved += 1 }
    }
    return rates.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { ($0.key[0], $0.key[1], $0.value.solved, $0.value.graded) }
  }
}

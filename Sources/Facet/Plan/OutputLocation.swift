internal import FacetConfiguration
internal import FacetPlatform

/// Where the dataset of a run goes, complete or not.
struct OutputLocation: Sendable, Hashable {
  enum Format: Sendable, Hashable {
    /// One JSON document.
    case dataset
    /// One JSON row per cell, with a companion of metadata.
    case rows
  }

  /// The complete dataset's path.
  var path: String
  var format: Format

  /// The path of what an unfinished run leaves.
  var partialPath: String { stem + ".partial" + ending }

  /// The companion of a file of rows.
  var metadataPath: String { stem + ".metadata.json" }

  /// All names that a run gives to files.
  var allPaths: [String] {
    format == .rows ? [path, metadataPath] : [path, partialPath]
  }

  /// Refuses names that the file system cannot hold, before anything is asked for.
  func checkLengths() throws(SystemError) {
    for path in allPaths { try FileSystem.checkLength(of: path) }
  }

  var directory: String { FileSystem.parent(of: path) }

  private var ending: String { format == .rows ? ".jsonl" : ".json" }

  private var stem: String {
    path.hasSuffix(ending) ? String(path.dropLast(ending.count)) : path
  }

  /// The location that a path names.
  init(at path: String) {
    self.path = path
    format = path.hasSuffix(".jsonl") ? .rows : .dataset
  }

  /// - Parameter output: What the user named, if anything.
  init(
    output: String?, configuration: TaskConfiguration, start: Timestamp, isTest: Bool,
    replicate: String?, isRehearsal: Bool
  ) {
    if let output {
      path = output
      format = output.hasSuffix(".jsonl") ? .rows : .dataset
      return
    }
    let name =
      [configuration.taskType, configuration.model.modelName].map(Self.cleaned)
      + [start.compact] + (replicate.map { [Self.cleaned($0)] } ?? []) + (isTest ? ["test"] : [])
      + (isRehearsal ? ["rehearsal"] : [])
    path = Self.folder(of: configuration) + "/" + name.joined(separator: "_") + ".json"
    format = .dataset
  }

  /// The same folder with another name: that under which the run began.
  func named(_ name: String) -> OutputLocation {
    var location = self
    location.path = (path.contains("/") ? directory + "/" : "") + name
    return location
  }

  /// The same location under the first name of its kind that is not taken: `…_2`, `…_3`.
  func avoiding(_ taken: Set<String>) -> OutputLocation {
    var candidate = self
    var number = 1
    while taken.contains(FileSystem.name(of: candidate.path)) {
      number += 1
      candidate.path = "\(stem)_\(number)\(ending)"
    }
    return candidate
  }

  /// The folder of datasets and ledger, shown relative to the working directory where it is below.
  static func folder(of configuration: TaskConfiguration) -> String {
    FileSystem.shortened(configuration.root + "/data/agents")
  }

  /// A name with `_` for whatever is not a letter, a digit, `.` or `_`.
  private static func cleaned(_ name: String) -> String {
    String(name.map { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" ? $0 : "_" })
  }
}

/// What a run has written of its dataset so far.
package enum WrittenDataset {
  /// The complete dataset, else what an unfinished run has left, else `nil`.
  package static func path(of datasetPath: String) -> String? {
    let location = OutputLocation(at: datasetPath)
    return [datasetPath, location.partialPath].first { FileSystem.exists($0) }
  }
}

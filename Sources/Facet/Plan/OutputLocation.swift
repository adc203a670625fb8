internal import FacetConfiguration
internal import FacetPlatform

/// The location of a run's dataset, complete or not.
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

  /// The path of an unfinished run's output.
  var partialPath: String { stem + ".partial" + ending }

  /// The companion of a file of rows.
  var metadataPath: String { stem + ".metadata.json" }

  /// All file names that a run uses.
  var allPaths: [String] {
    format == .rows ? [path, metadataPath] : [path, partialPath]
  }

  /// Rejects names that the file system cannot hold, before any request.
  func checkLengths() throws(SystemError) {
    for path in allPaths { try FileSystem.checkLength(of: path) }
  }

  var directory: String { FileSystem.parent(of: path) }

  private var ending: String { format == .rows ? ".jsonl" : ".json" }

  private var stem: String {
    path.hasSuffix(ending) ? String(path.dropLast(ending.count)) : path
  }

  /// The location of a path.
  init(at path: String) {
    self.path = path
    format = path.hasSuffix(".jsonl") ? .rows : .dataset
  }

  /// - Parameter output: The path that the user named, if any.
  init(
    output: String?, configuration: TaskConfiguration, start: Timestamp, isTest: Bool,
    replicate: String?, isRehearsal: Bool
  ) {
    if let output {
      path = output
      format = output.hasSuffix(".jsonl") ? .rows : .dataset
      return
    }
    let models =
      configuration.models.count > 1
      ? "\(configuration.models.count)_models" : configuration.model.modelName
    let name =
      [configuration.taskType, models].map(Self.cleaned)
      + [start.compact] + (replicate.map { [Self.cleaned($0)] } ?? []) + (isTest ? ["test"] : [])
      + (isRehearsal ? ["rehearsal"] : [])
    path = Self.folder(of: configuration) + "/" + name.joined(separator: "_") + ".json"
    format = .dataset
  }

  /// The same folder with the name under which the run began.
  func named(_ name: String) -> OutputLocation {
    var location = self
    location.path = (path.contains("/") ? directory + "/" : "") + name
    return location
  }

  /// The same location under the first free name: `…_2`, `…_3`.
  func avoiding(_ taken: Set<String>) -> OutputLocation {
    var candidate = self
    var number = 1
    while taken.contains(FileSystem.name(of: candidate.path)) {
      number += 1
      candidate.path = "\(stem)_\(number)\(ending)"
    }
    return candidate
  }

  /// The folder of datasets and ledger, relative to the working directory if it is below it.
  static func folder(of configuration: TaskConfiguration) -> String {
    FileSystem.shortened(configuration.root + "/data/agents")
  }

  /// A name in which every character but letters, digits, `.` and `_` becomes `_`.
  static func cleaned(_ name: String) -> String {
    String(name.map { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" ? $0 : "_" })
  }
}

/// The output that a run has written so far.
package enum WrittenDataset {
  /// The complete dataset, else an unfinished run's output, else `nil`.
  package static func path(of datasetPath: String) -> String? {
    let location = OutputLocation(at: datasetPath)
    return [datasetPath, location.partialPath].first { FileSystem.exists($0) }
  }
}

internal import FoundationEssentials

/// Where a task's files are: the working directory, its root and its configuration's folder.
package struct TaskFolders: Sendable {
  /// Absolute paths, without `.`, `..` and a trailing slash.
  let workingDirectory: String
  /// The folder whose `data/agents` holds datasets and the ledger.
  package let root: String
  /// The folder searched for input and prompt files after the working directory: the root, or the
  /// folder of an installed configuration.
  let inputRoot: String
  let configurationFolder: String
  /// The configuration's own absolute path.
  let configurationPath: String

  /// - Parameters:
  ///   - path: The configuration's path, as given.
  ///   - workingDirectory: An absolute path; `nil` for the process's own.
  ///   - installed: The folder of the files that a package installed. A configuration in it writes
  ///     to the working directory's root, because installed folders are read-only.
  package init(
    configuration path: String, workingDirectory: String? = nil,
    installed: String? = ShippedFolder.installed
  ) {
    let working = Self.normalised(
      workingDirectory ?? FileManager.default.currentDirectoryPath, in: "/")
    configurationPath = Self.normalised(path, in: working)
    let folder = Self.parent(of: configurationPath)
    self.workingDirectory = working
    configurationFolder = folder
    inputRoot = Self.root(above: folder) ?? working
    if let installed, inputRoot == installed {
      root = Self.root(above: working) ?? working
    } else {
      root = inputRoot
    }
  }

  /// The nearest folder, from this one upward, that holds a `data` folder.
  ///
  /// - Parameter folder: An absolute path.
  package static func root(above folder: String) -> String? {
    var folder = folder
    while true {
      if UserFile.isDirectory(join(folder, "data")) { return folder }
      if folder == "/" { return nil }
      folder = parent(of: folder)
    }
  }

  /// The candidate paths of a file, in the order in which they are tried.
  func candidates(for path: String) -> [String] {
    if path.hasPrefix("/") { return [path] }
    var candidates: [String] = []
    for folder in [workingDirectory, inputRoot, configurationFolder] {
      let candidate = Self.normalised(path, in: folder)
      if !candidates.contains(candidate) { candidates.append(candidate) }
    }
    return candidates
  }

  /// The first candidate that exists, a file or not.
  package func locate(_ path: String) -> String? {
    candidates(for: path).first(where: UserFile.exists)
  }

  /// A path for messages: relative if it is under the working directory.
  func display(_ path: String) -> String {
    let prefix = workingDirectory == "/" ? "/" : workingDirectory + "/"
    return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder == "/" ? "/\(name)" : "\(folder)/\(name)"
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  private static func normalised(_ path: String, in folder: String) -> String {
    var parts: [Substring] = []
    let whole = path.hasPrefix("/") ? path : join(folder, path)
    for part in whole.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": _ = parts.popLast()
      default: parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }
}

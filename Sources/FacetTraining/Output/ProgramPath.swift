internal import FacetPlatform
internal import FoundationEssentials

/// Programs that the user has installed.
package enum ProgramPath {
  /// The path of a program on PATH, or in the project's own environment.
  package static func path(of name: String) -> String? {
    var folders = (variable("PATH") ?? "").split(separator: ":").map(String.init)
    folders.append(FileSystem.workingDirectory + "/.venv-training/bin")
    return folders.lazy.map { "\($0)/\(name)" }.first(where: FileSystem.isExecutable)
  }

  private static func variable(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }

  /// The environment of this process, `NAME=value`.
  static var environment: [String] {
    ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }.sorted()
  }
}

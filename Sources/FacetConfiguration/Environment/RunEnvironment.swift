internal import FoundationEssentials

/// The variables that a run reads keys, URLs and folders from: the process's over a `.env` file's.
package struct RunEnvironment: Sendable {
  private let values: [String: String]

  package init(process: [String: String], file: EnvironmentFile? = nil) {
    values = (file?.values ?? [:]).merging(process) { _, own in own }
  }

  /// Reads the process's variables, and those of a file.
  ///
  /// - Parameters:
  ///   - file: A file that must exist; `nil` for `.env` in the working directory, where there is
  ///     one.
  ///   - workingDirectory: `nil` for the process's own.
  package init(file: String?, workingDirectory: String? = nil) throws(ConfigurationError) {
    let process = ProcessInfo.processInfo.environment
    if let file {
      self.init(process: process, file: try EnvironmentFile(contentsOf: file))
      return
    }
    let customary = workingDirectory.map { "\($0)/.env" } ?? ".env"
    guard UserFile.exists(customary), !UserFile.isDirectory(customary) else {
      self.init(process: process)
      return
    }
    self.init(process: process, file: try EnvironmentFile(contentsOf: customary))
  }

  /// All variables.
  package var all: [String: String] { values }

  /// The value of a variable; one that is set to nothing counts as not set.
  package subscript(name: String) -> String? {
    values[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}

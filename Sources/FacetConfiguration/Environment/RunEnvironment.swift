internal import FoundationEssentials

/// The variables with a run's keys, URLs and folders; the process's own override those of a `.env`
/// file.
package struct RunEnvironment: Sendable {
  private let values: [String: String]

  package init(process: [String: String], file: EnvironmentFile? = nil) {
    values = (file?.values ?? [:]).merging(process) { _, own in own }
  }

  /// Reads the process's variables, and those of a file.
  ///
  /// - Parameters:
  ///   - file: A file that must exist; `nil` for an optional `.env` in the working directory.
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

  /// The value of a variable; an empty value counts as unset.
  package subscript(name: String) -> String? {
    values[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}

package import FacetJSON

/// The task directories that a configuration makes: one for each completion of each perspective of
/// each sample, or one for each sample if there is no perspective.
package struct TaskDirectories: Sendable {
  /// A file of a task directory.
  package struct File: Sendable {
    /// Relative to the task directory.
    package var path: String
    package var text: Prompt
  }

  /// `organisation/name`.
  package var name: Prompt
  package var files: [File]
  /// The content of `task.toml`.
  package var settings: JSONObject = [:]
  package var settingsLocation: SourceLocation
  /// The templates among the texts of ``settings``, by the text as written.
  package var settingsTexts: [String: Prompt] = [:]
  /// Rows with equal values in all these fields are used once.
  package var deduplicate: [String] = []
  /// The least similarity at which an instruction repeats another; nil to look for none.
  package var nearDuplicates: Double?
  package var verification = Verification()

  /// What a certificate of a task asks.
  package struct Verification: Sendable, Hashable {
    package var repeats = 2
    package var mutations = 6
    package var leastCaught = 0.5
    package var tampers = true
    /// How often a task that does not hold is sent back to the model that wrote it.
    package var repairRounds = 0
    /// The wrong solutions that a model writes; nil for none.
    package var wrong: WrongSolutions?

    package init() {}
  }

  /// Wrong solutions that a model writes, in the last step of every perspective.
  package struct WrongSolutions: Sendable, Hashable {
    package var count = 3
    /// How many of them the tests must catch.
    package var minimumCaught = 2

    /// The name of the step that writes them.
    package static let stepName = "wrong_solutions"
    /// The member of the step's answer that holds them.
    package static let member = "scripts"
  }

  /// Everything that may show fields and answers.
  package var templates: [Prompt] {
    [name] + files.map(\.text) + settingsTexts.sorted { $0.key < $1.key }.map(\.value)
  }
}

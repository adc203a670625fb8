package import FacetConfiguration
package import FacetJSON

/// A configuration that makes task directories from rows by templates.
package struct TaskRecipe: Sendable {
  /// A file of a task directory.
  package struct File: Sendable {
    package var path: String
    package var template: PromptTemplate
    package var location: SourceLocation
    /// Where the template is, if it is a file of its own.
    package var source: String?
  }

  /// The configuration's path.
  package var path: String
  /// The file of rows.
  package var input: String
  /// The field with each row's name; nil to number them.
  package var idField: String?
  /// The most tasks to make; nil for all.
  package var limit: Int?
  /// Chooses the rows if there are more than the limit.
  package var seed = 0
  /// Rows with equal values in all these fields are used once.
  package var deduplicate: [String] = []
  /// The name of each task, `organisation/name`.
  package var name: PromptTemplate
  package var nameLocation: SourceLocation
  package var files: [File]
  /// The content of `task.toml`, with templates in its texts.
  package var settings: JSONObject
  package var settingsLocation: SourceLocation
  package var rules = CertificateRules()
}

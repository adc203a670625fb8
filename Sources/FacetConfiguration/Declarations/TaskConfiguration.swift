package import FacetJSON

/// A task as its configuration declares it, checked: every mistake has been reported before one of
/// these exists.
public struct TaskConfiguration: Sendable {
  /// Any name; it stands in the dataset and in its file name.
  public package(set) var taskType: String
  /// What the task is, in a sentence.
  public package(set) var taskDescription: String
  /// The model of the top level; a perspective's own has its inheritance applied already.
  package var model: ModelConfiguration
  /// As written, without the prepended reference.
  package var perspectives: [Perspective]
  package var data: DataConfiguration
  /// Whether the reference is prepended as the first perspective.
  package var addReferences: Bool
  package var promptLayout: PromptLayout
  package var limits: Limits
  package var retry: RetryPolicy
  package var outcomes: OutcomePolicy
  package var budget: Budget
  /// How a task about CSV files is done; `nil` for every other task.
  package var csvAnalysis: CSVAnalysis?
  /// Keys that Facet does not know and that resemble none it knows, kept for the dataset.
  package var extra: JSONObject
  /// The user's own `metadata`.
  package var metadata: JSONObject?
  /// `model_config` and `data_config` as written, defaults filled in, for the dataset's metadata.
  package var modelConfigAsWritten: JSONObject
  package var dataConfigAsWritten: JSONObject
  /// What is worth a word but no mistake, in the order of the file.
  public package(set) var warnings: [Diagnostic]
  /// The file's path as it was given.
  public package(set) var path: String
  /// The task's root: the nearest folder, from the configuration's own upward, that holds a
  /// `data` folder, else the working directory; an absolute path.
  public package(set) var root: String
  /// Where files are looked for first; an absolute path.
  package var workingDirectory: String
  /// Where files are looked for.
  var folders: TaskFolders
}

/// Where the sample goes among plain instructions.
package enum PromptLayout: String, Sendable, CaseIterable {
  /// The fenced sample, then the instruction: perspectives of one sample share their prefix.
  case contextFirst = "context_first"
  /// Instruction, fenced sample, instruction again, as published runs did.
  case sandwich
}

package import FacetJSON

/// A validated task configuration: loading reports every mistake instead of returning an invalid
/// one.
public struct TaskConfiguration: Sendable {
  /// Any name; it is written in the dataset and in its file name.
  public package(set) var taskType: String
  /// A one-sentence description of the task.
  public package(set) var taskDescription: String
  /// The top-level model, the first if there are several; perspectives' models already include what
  /// they inherit from it.
  package var model: ModelConfiguration
  /// The models of which every perspective is asked; empty if there is only ``model``.
  package var models: [ListedModel] = []
  /// The perspectives as written, without the prepended reference.
  package var perspectives: [Perspective]
  package var data: DataConfiguration
  /// Whether the reference is prepended as the first perspective.
  package var addReferences: Bool
  package var promptLayout: PromptLayout
  package var limits: Limits
  package var retry: RetryPolicy
  package var outcomes: OutcomePolicy
  package var budget: Budget
  /// How completions are scored, in the order of the file.
  package var scores: [Scorer] = []
  /// The settings of a CSV analysis task; `nil` for every other task.
  package var csvAnalysis: CSVAnalysis?
  /// The task directories to make; `nil` for a configuration of a dataset.
  package var tasks: TaskDirectories?
  /// Unknown keys that resemble no known key, kept for the dataset.
  package var extra: JSONObject
  /// The user's own `metadata`.
  package var metadata: JSONObject?
  /// `model_config` and `data_config` as written, defaults filled in, for the dataset's metadata.
  package var modelConfigAsWritten: JSONObject
  /// `models` as written.
  package var modelsAsWritten: JSONValue?
  package var dataConfigAsWritten: JSONObject
  /// Warnings and notes, in the order of the file.
  public package(set) var warnings: [Diagnostic]
  /// The file's path as given.
  public package(set) var path: String
  /// The task's root: the nearest folder, from the configuration's own upward, that holds a
  /// `data` folder, else the working directory; an absolute path.
  public package(set) var root: String
  /// The folder searched first for files; an absolute path.
  package var workingDirectory: String
  /// The folders searched for files.
  var folders: TaskFolders
}

extension TaskConfiguration {
  /// Whether its samples are task directories and its perspectives agents.
  package var asksAgents: Bool { perspectives.first?.agent != nil }
  /// Whether the program `harbor` runs its trials.
  package var asksHarbor: Bool { perspectives.first?.agent?.kind == .harbor }
}

/// The place of the sample relative to plain instructions.
package enum PromptLayout: String, Sendable, CaseIterable {
  /// The fenced sample, then the instruction: perspectives of one sample share their prefix.
  case contextFirst = "context_first"
  /// Instruction, fenced sample, instruction again, as published runs did.
  case sandwich
}

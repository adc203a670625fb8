internal import Facet
internal import FacetAgents
internal import FacetCSV
internal import FacetConfiguration
internal import FacetPlatform
internal import FoundationEssentials

/// The questions of a CSV analysis task, or the tasks of agents, as an ordinary input, for commands
/// that do not answer them.
enum QuestionsAsInput {
  /// Calls `body` with the configuration. For a CSV analysis task, its input is a temporary file of
  /// the questions; for agents, one of their tasks.
  ///
  /// - Parameters:
  ///   - isTest: Whether to use only the first question.
  ///   - selection: Which questions to use; `nil` for all of the configuration's.
  /// - Throws: ``PlanError`` if there are no questions; the errors of `body`.
  static func gathered<Value>(
    for configuration: TaskConfiguration, isTest: Bool = false,
    selecting selection: EpisodeSelection? = nil,
    _ body: (TaskConfiguration) async throws -> Value
  ) async throws -> Value {
    if configuration.asksAgents { return try await tasks(of: configuration, body) }
    guard EpisodeSettings(configuration) != nil else { return try await body(configuration) }
    let path =
      "\(FileManager.default.temporaryDirectory.path)/facet-questions-"
      + "\(ProcessIdentity.current.processID).jsonl"
    defer { FileSystem.remove(path) }
    let place = configuration.data.inputPath
    do {
      var selection =
        selection ?? EpisodeSelection(places: [configuration.locate(place) ?? place])
      selection.isTest = isTest
      try EpisodeInput(selection.chosen { configuration.locate($0) }.samples).write(to: path)
    } catch let error as QuestionRecordError {
      throw PlanError(["\(configuration.path): error: \(error)"])
    } catch let error as CSVProfileError {
      throw PlanError(["\(configuration.path): error: \(error)"])
    }
    var looked = configuration
    looked.data.inputPath = path
    looked.data.inputField = "input"
    looked.data.idField = "id"
    return try await body(looked)
  }

  private static func tasks<Value>(
    of configuration: TaskConfiguration, _ body: (TaskConfiguration) async throws -> Value
  ) async throws -> Value {
    let path =
      "\(FileManager.default.temporaryDirectory.path)/facet-tasks-"
      + "\(ProcessIdentity.current.processID).jsonl"
    defer { FileSystem.remove(path) }
    do {
      try TaskChoice(
        in: [configuration.data.inputPath], isForBoxes: !configuration.asksHarbor
      ) { configuration.locate($0) }
      .write(to: path)
    } catch let mistake as TaskChoice.Mistake {
      throw PlanError(["\(configuration.path): error: \(mistake)"])
    }
    var looked = configuration
    looked.data = looked.data.reading(tasks: path)
    return try await body(looked)
  }
}

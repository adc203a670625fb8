internal import Facet
internal import FacetCSV
internal import FacetConfiguration
internal import FacetPlatform
internal import FoundationEssentials

/// What a command that only looks sees of a task of CSV analysis: its questions as any task's input.
enum QuestionsAsInput {
  /// Returns what `body` returns of a configuration whose questions, where its task is about CSV
  /// files, are gathered in a file that is gone afterwards; any other configuration stands.
  ///
  /// - Parameters:
  ///   - isTest: Whether the first question is all that is taken.
  ///   - selection: Which questions; all of the configuration's unless given.
  /// - Throws: ``PlanError`` where there are no questions; what `body` throws.
  static func gathered<Value>(
    for configuration: TaskConfiguration, isTest: Bool = false,
    selecting selection: EpisodeSelection? = nil,
    _ body: (TaskConfiguration) async throws -> Value
  ) async throws -> Value {
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
}

internal import FacetJSON
package import FacetPlatform
internal import FoundationEssentials

/// A `questions.json`: a JSON array of questions.
package enum QuestionFile {
  /// The path of a dataset's questions, under a folder such as `data/questions_synthetic`.
  package static func path(in folder: String, dataset: String) -> String {
    "\(folder)/\(dataset)/questions.json"
  }

  /// The question files in a folder's subfolders, by name.
  package static func paths(under folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().map { path(in: folder, dataset: $0) }.filter(FileSystem.exists)
  }

  /// All questions in a file, in order.
  package static func questions(at path: String) throws(QuestionRecordError) -> [QuestionRecord] {
    guard FileSystem.exists(path) else {
      throw QuestionRecordError("error: there is no file, folder or dataset of questions '\(path)'")
    }
    let value: JSONValue
    do {
      value = try ConfigurationJSON.value(of: FileSystem.contents(of: path)).plain
    } catch let error as JSONSyntaxError {
      let place = "\(error.location.line):\(error.location.column)"
      throw QuestionRecordError("\(path):\(place): error: \(error.message)")
    } catch {
      throw QuestionRecordError("\(path): error: \(error)")
    }
    guard let elements = value.array else {
      throw QuestionRecordError(
        "\(path): error: a file of questions must be an array, not \(value.kindDescription)")
    }
    var questions: [QuestionRecord] = []
    for (index, element) in elements.enumerated() {
      do throws(QuestionRecordError) {
        questions.append(try QuestionRecord(json: element))
      } catch {
        throw QuestionRecordError("\(path): error: question \(index): \(error)")
      }
    }
    return questions
  }

  /// Writes a file of questions atomically; missing folders are created.
  package static func write(
    _ questions: [QuestionRecord], to path: String
  ) throws(SystemError) {
    let file = try AtomicFile(in: FileSystem.parent(of: path))
    try file.append(JSONValue.array(questions.map(\.json)).bytes(style: .indented))
    try file.append("\n".utf8)
    try file.commit(to: path)
  }
}

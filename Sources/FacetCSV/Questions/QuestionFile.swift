internal import FacetJSON
package import FacetPlatform
internal import FoundationEssentials

/// A `questions.json`: a JSON array of questions.
package enum QuestionFile {
  /// Where the questions of a dataset go, under a folder such as `data/questions_synthetic`.
  package static func path(in folder: String, dataset: String) -> String {
    "\(folder)/\(dataset)/questions.json"
  }

  /// The files of questions in a folder's own folders, by name.
  package static func paths(under folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().map { path(in: folder, dataset: $0) }.filter(FileSystem.exists)
  }

  /// All questions of a file, in order.
  package static func questions(at path: String) throws(QuestionRecordError) -> [QuestionRecord] {
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

  /// Writes a file of questions whole or not at all; missing folders are made.
  package static func write(
    _ questions: [QuestionRecord], to path: String
  ) throws(SystemError) {
    let file = try AtomicFile(in: FileSystem.parent(of: path))
    try file.append(JSONValue.array(questions.map(\.json)).bytes(style: .indented))
    try file.append("\n".utf8)
    try file.commit(to: path)
  }
}

internal import Facet
internal import FacetConfiguration
internal import FacetJSON

/// The texts of one task, before anything is written.
struct RenderedTask: Sendable {
  /// The folder's name.
  var folder: String
  /// Texts by path.
  var files: [(path: String, text: String)]

  /// Fills a configuration's templates.
  ///
  /// - Parameter path: The configuration's path, for messages.
  /// - Throws: `Diagnostic` at the template that shows what is missing, or at a setting that Harbor
  ///   would refuse.
  init(
    _ directories: TaskDirectories, from source: TaskSource, configuration path: String
  ) throws(Diagnostic) {
    func refused(_ message: String, at location: SourceLocation) -> Diagnostic {
      Diagnostic(path: path, location: location, message: message)
    }
    let name = try Self.text(of: directories.name, source, path)
    var task = directories.settings["task"]?.object ?? [:]
    task["name"] = .string(name)
    var settings: JSONObject = ["schema_version": "1.4", "task": .object(task)]
    for member in directories.settings.members where member.key != "task" {
      settings[member.key] = member.value
    }
    let filled = try Self.filling(.object(settings)) { (text) throws(Diagnostic) in
      guard let template = directories.settingsTexts[text] else { return text }
      return try Self.text(of: template, source, path)
    }
    let checked: TaskSettings
    do throws(TaskDirectory.Flaw) {
      checked = try TaskSettings(writing: filled.object ?? [:])
    } catch {
      throw refused("\(error)", at: directories.settingsLocation)
    }
    folder = name.split(separator: "/").last.map(String.init) ?? name
    files = [("task.toml", TOMLWriter.text(of: checked.values))]
    for file in directories.files {
      files.append((file.path, try Self.text(of: file.text, source, path)))
    }
    if checked.image == nil, !files.contains(where: { $0.path == "environment/Dockerfile" }) {
      throw refused(
        "'files' needs 'environment/Dockerfile', or 'task' an 'environment' with 'docker_image'",
        at: directories.settingsLocation)
    }
  }

  /// The text of a file.
  func text(of path: String) -> String { files.first { $0.path == path }?.text ?? "" }

  private static func text(
    of prompt: Prompt, _ source: TaskSource, _ path: String
  ) throws(Diagnostic) -> String {
    guard case .template(let template) = prompt.content else { return prompt.text }
    do throws(PromptTemplate.MissingName) {
      return try template.render(source.text)
    } catch {
      let place = prompt.namePlaces[error.name]
      let reason =
        if let step = TaskSource.step(of: error.name, among: source.steps) {
          "the answer of '\(source.steps[step])' has no '\(error.name)'"
        } else {
          "sample \(source.sample.index) of '\(source.data.inputPath)' has no field "
            + "'\(error.name)'"
        }
      throw Diagnostic(
        path: place?.path ?? path, location: place?.location ?? prompt.location, message: reason)
    }
  }

  /// A value with every text in it replaced.
  private static func filling(
    _ value: JSONValue, _ body: (String) throws(Diagnostic) -> String
  ) throws(Diagnostic) -> JSONValue {
    switch value {
    case .string(let text): return .string(try body(text))
    case .array(let elements):
      var filled: [JSONValue] = []
      for element in elements { filled.append(try filling(element, body)) }
      return .array(filled)
    case .object(let object):
      var members: [JSONObject.Member] = []
      for member in object.members {
        members.append(.init(key: member.key, value: try filling(member.value, body)))
      }
      return .object(JSONObject(distinct: members))
    case .null, .bool, .number: return value
    }
  }
}

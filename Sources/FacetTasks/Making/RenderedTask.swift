internal import FacetConfiguration
internal import FacetJSON

/// The texts of one task, before anything is written.
struct RenderedTask: Sendable {
  /// The folder's name.
  var folder: String
  /// Texts by path.
  var files: [(path: String, text: String)]

  /// Fills a recipe's templates for one row.
  ///
  /// - Parameter index: The task's number, padded to the width of the total.
  /// - Throws: `Diagnostic` at the template that names a missing field, or at a setting that Harbor
  ///   would refuse.
  init(
    recipe: TaskRecipe, row: RecipeRows.Row, index: String
  ) throws(Diagnostic) {
    let id = recipe.idField.flatMap { row.fields[$0] }.map(PromptTemplate.fieldText)
    func value(_ name: String) -> String? {
      switch name {
      case "index": index
      case "id" where id != nil: id
      default: row.fields[name].map(PromptTemplate.fieldText)
      }
    }
    func fill(_ template: PromptTemplate, at location: SourceLocation) throws(Diagnostic) -> String
    {
      do throws(PromptTemplate.MissingName) {
        return try template.render(value)
      } catch {
        throw Diagnostic(
          path: recipe.path, location: location,
          message: "row \(row.index) of '\(recipe.input)' has no field '\(error.name)'")
      }
    }
    func refused(_ message: String, at location: SourceLocation) -> Diagnostic {
      Diagnostic(path: recipe.path, location: location, message: message)
    }
    let name = try fill(recipe.name, at: recipe.nameLocation)
    var task = recipe.settings["task"]?.object ?? [:]
    task["name"] = .string(name)
    var settings: JSONObject = ["schema_version": "1.4", "task": .object(task)]
    for member in recipe.settings.members where member.key != "task" {
      settings[member.key] = member.value
    }
    var failure: Diagnostic?
    let filled = Self.filling(.object(settings)) { text in
      guard failure == nil, PromptTemplate.isTemplate(text) else { return text }
      do throws(TemplateFault) {
        let template = try PromptTemplate(text)
        do throws(Diagnostic) {
          return try fill(template, at: recipe.settingsLocation)
        } catch {
          failure = error
        }
      } catch {
        failure = refused(
          "a text in double braces must be a field's name", at: recipe.settingsLocation)
      }
      return text
    }
    if let failure { throw failure }
    let checked: TaskSettings
    do throws(TaskDirectory.Flaw) {
      checked = try TaskSettings(writing: filled.object ?? [:])
    } catch {
      throw refused("\(error)", at: recipe.settingsLocation)
    }
    folder = name.split(separator: "/").last.map(String.init) ?? name
    files = [("task.toml", TOMLWriter.text(of: checked.values))]
    for file in recipe.files {
      files.append((file.path, try fill(file.template, at: file.location)))
    }
    if checked.image == nil, !files.contains(where: { $0.path == "environment/Dockerfile" }) {
      throw refused(
        "'files' needs 'environment/Dockerfile', or 'task' an 'environment' with 'docker_image'",
        at: recipe.settingsLocation)
    }
  }

  /// A value with every text in it replaced.
  private static func filling(_ value: JSONValue, _ body: (String) -> String) -> JSONValue {
    switch value {
    case .string(let text): .string(body(text))
    case .array(let elements): .array(elements.map { filling($0, body) })
    case .object(let object):
      .object(JSONObject(object.members.map { ($0.key, filling($0.value, body)) }))
    case .null, .bool, .number: value
    }
  }
}

internal import FacetConfiguration
internal import FacetPlatform

/// A folder of question templates.
package enum TemplateFolder {
  /// The path of the shipped templates, relative to a project.
  package static let name = "prompts/csv/questions"

  /// All templates in a folder, by name.
  ///
  /// - Throws: `Diagnostic` for the first mistake in any of them.
  package static func templates(in folder: String) throws -> [QuestionTemplate] {
    let codes = ShippedFolder.files(in: folder, ending: ".py")
    let descriptions = ShippedFolder.files(in: folder, ending: ".json")
    guard !descriptions.isEmpty else {
      throw Diagnostic(
        path: folder, location: nil, message: "the folder has no templates: no 'NAME.json'")
    }
    for code in codes {
      let name = FileSystem.name(of: code).prefix { $0 != "." }
      guard descriptions.contains("\(folder)/\(name).json") else {
        throw Diagnostic(
          path: code, location: nil, message: "the code needs '\(name).json' beside it")
      }
    }
    return try descriptions.map { path in
      let stem = path.dropLast(".json".count)
      let alternatives = codes.filter { $0.hasPrefix(stem + ".") && $0 != stem + ".py" }
      return try QuestionTemplate(path: path, alternatives: alternatives)
    }
  }
}

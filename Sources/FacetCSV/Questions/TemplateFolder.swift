internal import FacetConfiguration
internal import FacetPlatform
internal import FoundationEssentials

/// Where shipped files are: templates, prompts, data.
package enum ShippedFolder {
  /// The first folder of this name in the working directory, above it, in `FACET_HOME`, or above
  /// the program itself.
  ///
  /// - Parameter name: A relative path, such as `prompts/csv/questions`.
  package static func locate(_ name: String, environment: [String: String]) -> String? {
    let working = FileSystem.workingDirectory
    if FileSystem.isDirectory(name) { return name }
    var candidates = above(working)
    if let home = environment["FACET_HOME"], !home.isEmpty { candidates.append(home) }
    if let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
      candidates += above(FileSystem.parent(of: program))
    }
    return candidates.map { FileSystem.shortened("\($0)/\(name)") }
      .first(where: FileSystem.isDirectory)
  }

  /// A folder and all that it lies in, but for the root.
  private static func above(_ folder: String) -> [String] {
    var folders: [String] = []
    var folder = folder
    while folder.count > 1 {
      folders.append(folder)
      folder = FileSystem.parent(of: folder)
    }
    return folders
  }

  /// The paths of a folder's files with an ending, by name.
  package static func files(in folder: String, ending: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(ending) && !$0.hasPrefix(".") }.sorted()
      .map { "\(folder)/\($0)" }
  }
}

/// A folder of question templates.
package enum TemplateFolder {
  /// Where the shipped ones are, relative to a project.
  package static let name = "prompts/csv/questions"

  /// All templates of a folder, by name.
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

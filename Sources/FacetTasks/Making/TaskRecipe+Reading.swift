package import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform

extension TaskRecipe {
  /// Reads a configuration.
  ///
  /// - Throws: `Diagnostic` for the first mistake.
  package init(contentsOf path: String) throws(Diagnostic) {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try FileSystem.contents(of: path)
    } catch {
      throw Diagnostic(path: path, location: nil, message: "\(error)")
    }
    let value: LocatedValue
    do throws(JSONSyntaxError) {
      value = try ConfigurationJSON.value(of: bytes)
    } catch {
      throw Diagnostic(path: path, location: error.location, message: error.message)
    }
    let reader = RecipeReader(path: path)
    let top = try reader.object(
      value, "the configuration",
      keys: ["$schema", "task_type", "task_description", "data_config", "data", "tasks"],
      hints: [
        "model_config": Self.noModels, "model": Self.noModels, "agent_perspectives": Self.noModels,
        "perspectives": Self.noModels,
      ])
    guard let tasks = top["tasks"] else {
      throw Diagnostic(path: path, location: value.location, message: "missing key 'tasks'")
    }
    guard let data = top["data_config"] ?? top["data"] else {
      throw Diagnostic(path: path, location: value.location, message: "missing key 'data_config'")
    }
    try self.init(reader: reader, data: data, tasks: tasks)
  }

  private static let noModels =
    "tasks are made by templates alone; a configuration with 'tasks' has no model"

  private init(
    reader: RecipeReader, data: LocatedValue, tasks: LocatedValue
  ) throws(Diagnostic) {
    path = reader.path
    let fields = try reader.object(
      data, "'data_config'", keys: ["input_data_path", "input", "path", "sample_size", "id_field"])
    guard let inputValue = fields["input_data_path"] ?? fields["input"] ?? fields["path"] else {
      throw reader.mistake("missing key 'input_data_path'", at: data)
    }
    input = try reader.place(of: try reader.text(inputValue, "input_data_path"))
    idField = try fields["id_field"].map { (value) throws(Diagnostic) in
      try reader.text(value, "id_field")
    }
    limit = try fields["sample_size"].map { (value) throws(Diagnostic) in
      try reader.count(value, "sample_size", from: 1)
    }
    let keys = try reader.object(
      tasks, "'tasks'", keys: ["name", "files", "task", "verify", "limit", "seed", "deduplicate"])
    guard let nameValue = keys["name"] else {
      throw reader.mistake("missing key 'name' in 'tasks'", at: tasks)
    }
    name = try reader.template(try reader.text(nameValue, "name"), at: nameValue, source: nil)
    nameLocation = nameValue.location
    if let value = keys["limit"] { limit = try reader.count(value, "limit", from: 1) }
    if let value = keys["seed"] { seed = try reader.count(value, "seed", from: 0) }
    if let value = keys["deduplicate"] { deduplicate = try reader.texts(value, "deduplicate") }
    guard let filesValue = keys["files"] else {
      throw reader.mistake("missing key 'files' in 'tasks'", at: tasks)
    }
    files = try Self.files(filesValue, reader)
    settings = keys["task"]?.plain.object ?? [:]
    settingsLocation = keys["task"]?.location ?? tasks.location
    if let value = keys["task"], value.plain.object == nil {
      throw reader.mistake("'task' must be an object", at: value)
    }
    if let value = keys["verify"] { rules = try Self.rules(value, reader) }
    for needed in ["instruction.md", "solution/solve.sh", "tests/test.sh"]
    where !files.contains(where: { $0.path == needed }) {
      throw reader.mistake("'files' needs '\(needed)'", at: filesValue)
    }
  }

  private static func files(
    _ value: LocatedValue, _ reader: RecipeReader
  ) throws(Diagnostic) -> [File] {
    guard case .object(let members) = value.content else {
      throw reader.mistake("'files' must be an object of paths and texts", at: value)
    }
    var files: [File] = []
    for member in members {
      if let reason = pathMistake(member.key) {
        throw Diagnostic(path: reader.path, location: member.keyLocation, message: reason)
      }
      if case .string(let text) = member.value.content {
        files.append(
          File(
            path: member.key, template: try reader.template(text, at: member.value, source: nil),
            location: member.value.location))
        continue
      }
      let keys = try reader.object(member.value, "'\(member.key)'", keys: ["file"])
      guard let file = keys["file"] else {
        throw reader.mistake(
          "'\(member.key)' must be a text, or an object with 'file'", at: member.value)
      }
      let place = try reader.place(of: try reader.text(file, "file"))
      guard let bytes = try? FileSystem.contents(of: place),
        let text = String(validating: bytes, as: UTF8.self)
      else { throw reader.mistake("'\(place)' is no file of UTF-8 text", at: file) }
      files.append(
        File(
          path: member.key, template: try reader.template(text, at: file, source: place),
          location: file.location, source: place))
    }
    return files
  }

  private static func pathMistake(_ path: String) -> String? {
    do throws(ArchiveRefusal) {
      _ = try ArchivePath.checked(path, isFolder: false, limits: ArchiveLimits())
    } catch {
      return "\(error)"
    }
    let roots = ["environment", "solution", "tests"]
    if ["instruction.md", "README.md"].contains(path) { return nil }
    if path == "task.toml" { return "'task.toml' is written from 'task'" }
    let first = path.split(separator: "/").first.map(String.init) ?? ""
    return roots.contains(first) && path.contains("/")
      ? nil
      : "'\(path)' must be instruction.md, README.md, or below environment/, solution/ or tests/"
  }

  private static func rules(
    _ value: LocatedValue, _ reader: RecipeReader
  ) throws(Diagnostic) -> CertificateRules {
    let keys = try reader.object(
      value, "'verify'", keys: ["repeats", "mutations", "least_caught", "tamper"])
    var rules = CertificateRules()
    if let value = keys["repeats"] { rules.repeats = try reader.count(value, "repeats", from: 1) }
    if let value = keys["mutations"] {
      rules.mutations = try reader.count(value, "mutations", from: 0)
    }
    if let value = keys["least_caught"] {
      guard let share = value.plain.double, (0...1).contains(share) else {
        throw reader.mistake("'least_caught' must be a number between 0 and 1", at: value)
      }
      rules.leastCaught = share
    }
    if let value = keys["tamper"] {
      guard let flag = value.plain.bool else {
        throw reader.mistake("'tamper' must be true or false", at: value)
      }
      rules.tampers = flag
    }
    return rules
  }
}

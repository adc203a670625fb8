internal import FacetJSON
internal import FacetModels

extension ConfigurationDecoder {
  /// Reads `tasks`; `nil` if there is none, or a mistake was reported.
  ///
  /// - Parameters:
  ///   - perspectives: Get the step of wrong solutions, if there is one.
  ///   - models: The top level's models.
  mutating func tasks(
    in task: ObjectReader, perspectives: inout [Perspective], models: InheritedModels
  ) -> TaskDirectories? {
    guard let object = object("tasks", in: task, keys: .tasks) else { return nil }
    for key in ["scores", "csv_analysis"] {
      if let member = task[key] { report(.besideTasks(key), at: member.keyOrigin) }
    }
    for perspective in perspectives where perspective.agent != nil {
      report(
        .besideTasks("agent"), at: ConfigurationNode.Origin(location: perspective.location))
    }
    let name = required(
      "name", in: object, .nonEmptyString, why: "each task is named 'organisation/name'")
    let named = name.flatMap { name in
      object["name"].flatMap { prompt(name, at: $0.value) }
    }
    let files = taskFiles(in: object)
    let settings = value("task", in: object, .object).value ?? [:]
    let deduplicate = value("deduplicate", in: object, .fieldNames).value ?? []
    let near = value("near_duplicates", in: object, .similarity, allowsNull: true).value
    var texts: [String: Prompt] = [:]
    if let node = object["task"]?.value { readTexts(in: node, into: &texts) }
    let (verification, written) = verification(in: object)
    guard let named, let files else { return nil }
    var directories = TaskDirectories(
      name: named, files: files, settings: settings,
      settingsLocation: object["task"]?.value.origin.location ?? object.origin.location)
    directories.settingsTexts = texts
    directories.deduplicate = deduplicate
    directories.nearDuplicates = near?.double
    directories.verification = verification
    for template in directories.templates {
      for perspective in perspectives { reportSteps(in: template, of: perspective) }
    }
    if let wrong = verification.wrong {
      add(
        wrong, to: &perspectives, files: files, models: models.overridden(by: written),
        at: object.origin)
    }
    return directories
  }

  private mutating func taskFiles(in object: ObjectReader) -> [TaskDirectories.File]? {
    guard let node = object["files"]?.value else {
      report(
        .missingKey("files", why: "it has the files of a task, by path"), at: object.origin)
      return nil
    }
    guard case .object(let members) = node.content else {
      report(
        .wrongValue(
          "files", expected: "an object of paths and texts", found: node.kindDescription),
        at: node.origin)
      return nil
    }
    let reader = ObjectReader(members: members, origin: node.origin, path: "tasks.files")
    var files: [TaskDirectories.File] = []
    for member in members {
      if let mistake = Self.mistake(inPath: member.key) {
        report(mistake, at: member.keyOrigin)
        continue
      }
      if case .string("") = member.value.content {
        let empty = Prompt(
          content: .instruction(""), text: "", location: member.value.origin.location)
        files.append(.init(path: member.key, text: empty))
      } else if let text = step(member.key, in: reader, keys: .promptText)?.prompt {
        files.append(.init(path: member.key, text: text))
      }
    }
    for needed in ["instruction.md", "solution/solve.sh", "tests/test.sh"]
    where !members.contains(where: { $0.key == needed }) {
      report(.missingTaskFile(needed), at: node.origin)
    }
    return files
  }

  private static func mistake(inPath path: String) -> Mistake? {
    if ["instruction.md", "README.md"].contains(path) { return nil }
    if path == "task.toml" { return .settingsAsFile() }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && part != "." && part != ".." && part.utf8.count <= 255
        && !part.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F || $0 == "\\" }
    }
    let isPlaced = parts.count > 1 && ["environment", "solution", "tests"].contains(parts[0])
    return isPlain && isPlaced && path.utf8.count <= 1024 ? nil : .taskPath(path)
  }

  /// Reads the templates among the texts of `task`.
  private mutating func readTexts(
    in node: ConfigurationNode, into texts: inout [String: Prompt]
  ) {
    switch node.content {
    case .string(let text):
      guard texts[text] == nil, let prompt = prompt(text, at: node), case .template = prompt.content
      else { return }
      texts[text] = prompt
    case .array(let elements): for element in elements { readTexts(in: element, into: &texts) }
    case .object(let members):
      for member in members { readTexts(in: member.value, into: &texts) }
    case .null, .bool, .number: break
    }
  }

  private mutating func verification(
    in tasks: ObjectReader
  ) -> (TaskDirectories.Verification, model: WrittenModel?) {
    var result = TaskDirectories.Verification()
    guard let object = object("verify", in: tasks, keys: .taskVerification) else {
      return (result, nil)
    }
    result.repeats = value("repeats", in: object, .few(from: 1, to: 100)).value ?? result.repeats
    result.mutations =
      value("mutations", in: object, .few(from: 0, to: 1000)).value ?? result.mutations
    result.leastCaught =
      value("least_caught", in: object, .share).value?.double ?? result.leastCaught
    result.tampers = value("tamper", in: object, .bool).value ?? result.tampers
    result.repairRounds =
      value("repair_rounds", in: object, .few(from: 0, to: 5)).value ?? result.repairRounds
    guard let wrong = self.object("wrong", in: object, keys: .wrongSolutions) else {
      return (result, nil)
    }
    var solutions = TaskDirectories.WrongSolutions()
    solutions.count = value("count", in: wrong, .few(from: 1, to: 10)).value ?? solutions.count
    solutions.minimumCaught =
      value("minimum_caught", in: wrong, .few(from: 0, to: solutions.count)).value
      ?? min(solutions.minimumCaught, solutions.count)
    result.wrong = solutions
    return (result, model(in: wrong))
  }

  /// Reports names of a template that stand for a part of a step's answer which it does not have.
  private mutating func reportSteps(in template: Prompt, of perspective: Perspective) {
    for step in perspective.steps {
      if let schema = step.schema {
        reportMembers(of: template, step: step.name, schema)
        continue
      }
      for name in template.names
      where name != step.name && StepReference.base(of: name) == step.name {
        guard let place = template.namePlaces[name] else { continue }
        report(
          .memberOfText(name, step: step.name),
          at: ConfigurationNode.Origin(location: template.location), pointingAt: place)
      }
    }
  }
}

extension KeyTable {
  static let tasks = KeyTable(
    known: ["name", "files", "task", "verify", "deduplicate", "near_duplicates"],
    aliases: ["duplicates": "deduplicate", "settings": "task", "near": "near_duplicates"],
    reserved: [
      "limit": ("the number of tasks", "use 'sample_size' in 'data_config'"),
      "seed": ("the choice of rows", "use 'shuffle_seed' in 'data_config'"),
      "steps": ("steps that a model answers", "write them in a perspective"),
    ])

  static let taskVerification = KeyTable(
    known: ["repeats", "mutations", "least_caught", "tamper", "repair_rounds", "wrong"],
    aliases: ["repeat": "repeats", "repairs": "repair_rounds", "repair": "repair_rounds"])

  static let wrongSolutions = KeyTable(
    known: ["count", "minimum_caught", "model_config"],
    aliases: ["model": "model_config", "least_caught": "minimum_caught"])
}

extension Mistake {
  fileprivate static func missingTaskFile(_ path: String) -> Mistake {
    Mistake("'files' needs '\(path)'")
  }

  fileprivate static func besideTasks(_ key: String) -> Mistake {
    Mistake("'\(key)' has no effect beside 'tasks'; leave one of them out")
  }

  fileprivate static func settingsAsFile() -> Mistake {
    Mistake("'task.toml' is written from 'task'")
  }

  fileprivate static func taskPath(_ path: String) -> Mistake {
    Mistake(
      "'\(path)' must be instruction.md, README.md, or a plain path below environment/, solution/ "
        + "or tests/")
  }
}

extension ValueRule where Value == Int {
  /// A small number.
  fileprivate static func few(from least: Int, to most: Int) -> ValueRule {
    ValueRule(expected: "a whole number from \(least) to \(most)") { content in
      guard case .number(let number) = content, let int = number.int, least...most ~= int else {
        return nil
      }
      return int
    }
  }
}

extension ValueRule where Value == JSONNumber {
  fileprivate static let share = number("a number from 0 to 1") { 0...1 ~= $0 }
  fileprivate static let similarity = number("a number above 0 and at most 1") {
    $0 > 0 && $0 <= 1
  }
}

extension ValueRule where Value == [String] {
  fileprivate static let fieldNames = ValueRule(
    expected: "an array of names of fields"
  ) { content in
    guard case .array = content else { return nil }
    return stringOrStrings.accept(content)
  }
}

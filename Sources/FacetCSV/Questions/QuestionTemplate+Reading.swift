internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform

extension QuestionTemplate {
  /// The keys of a template's JSON file.
  private static let keys = [
    "description", "difficulty", "category", "tags", "question", "hint", "steps", "output_type",
    "output_schema", "parameters", "columns", "unordered", "bindings", "lists", "requires",
    "alternatives",
  ]

  /// Values available for every file, by placeholder: all eligible columns, and those excluded
  /// although their type alone would qualify.
  static let customaryNames = [
    "numeric", "category", "excluded_numeric", "excluded_category", "rows", "dataset",
  ]

  /// Reads a template.
  ///
  /// - Parameters:
  ///   - path: Its JSON file; the code is beside it under the same name with `.py`.
  ///   - alternatives: The paths of alternative codes, in order.
  init(path: String, alternatives: [String]) throws {
    let file = FileSystem.name(of: path)
    let document: LocatedValue
    do {
      document = try ConfigurationJSON.value(of: FileSystem.contents(of: path))
    } catch let error as JSONSyntaxError {
      throw Diagnostic(path: path, location: error.location, message: error.message)
    } catch {
      throw Diagnostic(path: path, location: nil, message: "\(error)")
    }
    let reader = try TemplateReader(path: path, document: document, keys: Self.keys)
    name = String(file.dropLast(".json".count))
    description = try reader.text("description")
    let difficultyName = try reader.text("difficulty")
    guard let difficulty = Difficulty(name: difficultyName) else {
      throw reader.mistake(
        "difficulty", "must be EASY, MEDIUM, HARD or VERY_HARD, not '\(difficultyName)'")
    }
    self.difficulty = difficulty
    category = try reader.optional("category") { try reader.text($0) } ?? "compositional"
    tags = try reader.optional("tags") { try reader.texts($0) } ?? []
    question = try reader.template("question")
    hint = try reader.template("hint")
    steps = try reader.texts("steps").map { try TemplateText($0, hasParts: true) }
    outputType = try reader.optional("output_type") { try reader.text($0) } ?? "object"
    outputSchema = try reader.template("output_schema")
    mechanical = try TemplateText(
      description + ". Return as JSON matching this schema: " + reader.text("output_schema"),
      hasParts: true)
    parameters = try reader.objects("parameters")
    columns = try reader.needs("columns")
    lists = try reader.needs("lists")
    unordered = try reader.optional("unordered") { try reader.texts($0) } ?? []
    bindings = try reader.optional("bindings") { try reader.count($0) } ?? 2
    alternativeAnswers =
      try reader.optional("alternatives") { key in
        let name = try reader.text(key)
        guard let answers = AlternativeAnswers(rawValue: name) else {
          throw reader.mistake(key, "must be 'agree' or 'accept', not '\(name)'")
        }
        return answers
      } ?? .agree
    requirements = try reader.requirements(
      "requires", names: Self.countedNames + lists.map(\.name))
    code = try Self.code(at: String(path.dropLast(".json".count)) + ".py")
    // The part between the template's name and the extension, after a point.
    let words = { (path: String) in
      FileSystem.name(of: path).dropFirst(file.count - ".json".count + 1).dropLast(".py".count)
    }
    let isShortcut = { words($0).hasPrefix("without-") }
    self.alternatives = try alternatives.filter { !isShortcut($0) }.map(Self.code(at:))
    shortcuts = try alternatives.filter(isShortcut).map { path in
      (words(path).split(separator: "-").joined(separator: " "), try Self.code(at: path))
    }
    try checkNames(reader)
  }

  /// The counts on which a file can be required to reach a minimum.
  private static let countedNames = [
    "rows", "columns", "numeric", "category", "columns_with_missing", "numeric_with_missing",
  ]

  private static func code(at path: String) throws -> TemplateText {
    do {
      let text = String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
      _ = try HookLines.filled(text)
      return try TemplateText(text, hasParts: false)
    } catch {
      throw Diagnostic(path: path, location: nil, message: "\(error)")
    }
  }

  /// Requires a value for every name in the words and the code.
  private func checkNames(_ reader: TemplateReader) throws {
    var known = Self.customaryNames + columns.map(\.name) + lists.map(\.name)
    known += parameters.first?.keys ?? []
    for set in parameters where set.keys.sorted() != parameters[0].keys.sorted() {
      throw reader.mistake("parameters", "must be sets with the same names")
    }
    for name in unordered where !columns.contains(where: { $0.name == name }) {
      throw reader.mistake("unordered", "names '\(name)', which is not among 'columns'")
    }
    let texts =
      [("question", question), ("hint", hint), ("output_schema", outputSchema)]
      + [("description", mechanical)] + steps.map { ("steps", $0) }
    for (key, text) in texts {
      for name in text.names where !known.contains(name) {
        throw reader.mistake(key, "has '{{\(name)}}', " + Self.unknown(name, known))
      }
    }
    for text in [code] + alternatives + shortcuts.map(\.code) {
      for name in text.names where !known.contains(name) {
        throw Diagnostic(
          path: reader.path, location: nil,
          message: "the code has '{{\(name)}}', " + Self.unknown(name, known))
      }
    }
  }

  private static func unknown(_ name: String, _ known: [String]) -> String {
    "which has no value"
      + (Resemblance.nearest(to: name, among: known).map { "; did you mean '{{\($0)}}'?" } ?? "")
  }
}

/// Reads the members of a template's JSON file and locates each mistake.
struct TemplateReader {
  let path: String
  private let members: [LocatedMember]

  init(path: String, document: LocatedValue, keys: [String]) throws {
    self.path = path
    guard case .object(let members) = document.content else {
      throw Diagnostic(
        path: path, location: document.location,
        message: "a template must be an object, not \(document.plain.kindDescription)")
    }
    self.members = members
    for member in members where !keys.contains(member.key) {
      let suggestion =
        Resemblance.nearest(to: member.key, among: keys).map { "; did you mean '\($0)'?" } ?? ""
      throw Diagnostic(
        path: path, location: member.keyLocation,
        message: "unknown key '\(member.key)'" + suggestion)
    }
  }

  func mistake(_ key: String, _ message: String) -> Diagnostic {
    let member = members.last { $0.key == key }
    return Diagnostic(
      path: path, location: member?.value.location, message: "'\(key)' \(message)")
  }

  private func value(_ key: String) throws -> JSONValue {
    guard let member = members.last(where: { $0.key == key }) else {
      throw Diagnostic(path: path, location: nil, message: "missing key '\(key)'")
    }
    return member.value.plain
  }

  func optional<Result>(_ key: String, _ read: (String) throws -> Result) throws -> Result? {
    members.contains { $0.key == key } ? try read(key) : nil
  }

  func text(_ key: String) throws -> String {
    let value = try value(key)
    guard let text = value.string, !text.isEmpty else {
      throw mistake(key, "must be a text, not \(value.kindDescription)")
    }
    return text
  }

  func template(_ key: String) throws -> TemplateText {
    do {
      return try TemplateText(text(key), hasParts: true)
    } catch let error as QuestionRecordError {
      throw mistake(key, "cannot be read: \(error)")
    }
  }

  func texts(_ key: String) throws -> [String] {
    let elements = try value(key).array ?? []
    let texts = elements.compactMap(\.string)
    guard !texts.isEmpty, texts.count == elements.count else {
      throw mistake(key, "must be a list of texts")
    }
    return texts
  }

  func count(_ key: String) throws -> Int {
    guard let count = try value(key).int, count > 0 else {
      throw mistake(key, "must be a whole number above 0")
    }
    return count
  }

  /// The sets of parameters; a template without parameters has one empty set.
  func objects(_ key: String) throws -> [JSONObject] {
    guard members.contains(where: { $0.key == key }) else { return [[:]] }
    let elements = try value(key).array ?? []
    let objects = elements.compactMap(\.object)
    guard !objects.isEmpty, objects.count == elements.count else {
      throw mistake(key, "must be a list of objects")
    }
    return objects
  }

  func needs(_ key: String) throws -> [(name: String, need: ColumnNeed)] {
    guard members.contains(where: { $0.key == key }) else { return [] }
    guard let object = try value(key).object else { throw mistake(key, "must be an object") }
    return try object.members.map { member in
      (member.key, try need(member.value, in: key, named: member.key))
    }
  }

  private func need(_ value: JSONValue, in key: String, named name: String) throws -> ColumnNeed {
    let known = ["role", "distinct", "groups", "large_groups", "missing"]
    for found in value.object?.keys ?? [] where !known.contains(found) {
      throw mistake(key, "has '\(found)' in '\(name)', which is not one of \(known)")
    }
    guard let role = value["role"]?.string.flatMap(ColumnNeed.Role.init) else {
      let roles = ColumnNeed.Role.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw mistake(key, "needs a 'role' in '\(name)', one of \(roles)")
    }
    var need = ColumnNeed(role: role)
    if let range = value["distinct"] ?? value["groups"] {
      guard let bounds = Self.range(range) else {
        throw mistake(key, "needs a range such as [2, 12] or [5, null] in '\(name)'")
      }
      need.distinct = bounds
    }
    need.isIncomplete = value["missing"]?.bool ?? false
    if let large = value["large_groups"] {
      guard let count = large[0]?.int, let rows = large[1]?.int else {
        throw mistake(key, "needs two numbers, groups and rows, in '\(name)'")
      }
      need.largeGroups = (count, rows)
    }
    return need
  }

  func requirements(
    _ key: String, names: [String]
  ) throws -> [QuestionTemplate.Requirement] {
    guard members.contains(where: { $0.key == key }) else { return [] }
    guard let object = try value(key).object else { throw mistake(key, "must be an object") }
    return try object.members.map { member in
      guard names.contains(member.key) else {
        throw mistake(key, "requires '\(member.key)', which is not one of \(names)")
      }
      if let least = member.value.int {
        return QuestionTemplate.Requirement(what: member.key, least: least, most: nil)
      }
      guard let range = Self.range(member.value) else {
        throw mistake(key, "needs a number or a range for '\(member.key)'")
      }
      return QuestionTemplate.Requirement(
        what: member.key, least: range.lowerBound,
        most: range.upperBound == .max ? nil : range.upperBound)
    }
  }

  private static func range(_ value: JSONValue) -> ClosedRange<Int>? {
    guard value.array?.count == 2, let least = value[0]?.int else { return nil }
    if value[1]?.isNull == true { return least...Int.max }
    guard let most = value[1]?.int, most >= least else { return nil }
    return least...most
  }
}

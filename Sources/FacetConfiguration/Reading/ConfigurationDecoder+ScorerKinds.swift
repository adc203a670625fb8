internal import FacetJSON
internal import FacetPlatform

extension ConfigurationDecoder {
  /// Reads the kind of a scorer and the keys that only this kind has.
  ///
  /// - Parameter model: The top level's model, which a judge inherits.
  mutating func scorerKind(
    of object: ObjectReader, model: ModelConfiguration
  ) -> Scorer.Kind? {
    switch word("kind", in: object, among: KeyTable.scorerKinds.map(\.kind)) {
    case "equals": return expectation(in: object).map { .equals($0) }
    case "contains":
      let require = word("require", in: object, among: ["any", "all"]) ?? "any"
      return expectation(in: object).map { .contains($0, requiresAll: require == "all") }
    case "regex":
      let ignoresCase = value("ignore_case", in: object, .bool).value ?? false
      let pattern = pattern("pattern", in: object, ignoresCase: ignoresCase)
      let expected = object["against"] == nil ? nil : expectation(in: object)
      return pattern.map { .regex($0, expected) }
    case "choice": return choice(in: object)
    case "number":
      let absolute = value("absolute", in: object, .tolerance).value ?? 0
      let relative = value("relative", in: object, .tolerance).value ?? 0
      return expectation(in: object).map {
        .number($0, tolerance: Scorer.Tolerance(absolute: absolute, relative: relative))
      }
    case "length": return length(in: object)
    case "json_schema": return scoreSchema(in: object).map { .jsonSchema($0) }
    case "agreement": return .agreement(normalizations(in: object))
    case "answer":
      let question =
        object["question"] == nil
        ? nil : template("question", in: object, why: "it decides which kind of answer is expected")
      return expectation(in: object).map { .answer($0, question: question) }
    case "sql": return query(in: object)
    case "code":
      let timeout = value("timeout_s", in: object, .shortTime).value ?? .seconds(10)
      return template("tests", in: object, why: "they are run on the code")
        .map { .code(Scorer.TestRule(tests: $0, timeout: timeout)) }
    case "command":
      let timeout = value("timeout_s", in: object, .shortTime).value ?? .seconds(60)
      return required(
        "command", in: object, .stringOrStrings, why: "it names the program and its arguments"
      ).map { .command(Scorer.ProgramRule(command: $0.map(locatedScript), timeout: timeout)) }
    case "judge": return judge(in: object, model: model)
    case "pairwise": return pairwise(in: object, model: model)
    case "react":
      let actions = value("actions", in: object, .stringOrStrings).value
      return .react(actions: Set((actions ?? Self.usualActions).map { $0.lowercased() }))
    case "sum": return sum(in: object)
    default: return nil
    }
  }

  /// The published list.
  private static let usualActions = [
    "interact", "navigate", "look", "pick", "put", "go", "take", "open", "close", "use", "examine",
    "finish", "search", "click", "buy", "execute", "read", "write",
  ]

  /// Reads one of several words that are not the cases of a type.
  private mutating func word(
    _ key: String, in object: ObjectReader, among words: [String]
  ) -> String? {
    guard let node = object[key]?.value else { return nil }
    let list = words.map { "'\($0)'" }.joined(separator: ", ")
    guard case .string(let word) = node.content else {
      report(
        .wrongValue(key, expected: "one of \(list)", found: node.kindDescription),
        at: node.origin)
      return nil
    }
    if words.contains(word) { return word }
    if let near = Resemblance.nearest(to: word, among: words) {
      report(.unknownChoice(key, found: word, resembling: near), at: node.origin)
    } else {
      report(.wrongValue(key, expected: "one of \(list)", found: quoted(word)), at: node.origin)
    }
    return nil
  }

  /// Reads `against`: a text, a number or an array of them.
  private mutating func expectation(in object: ObjectReader) -> Scorer.Expectation? {
    let normalizations = normalizations(in: object)
    guard let node = object["against"]?.value else {
      report(
        .missingKey("against", why: "the answer is compared with it"), at: object.origin)
      return nil
    }
    let nodes: [ConfigurationNode] =
      if case .array(let nodes) = node.content { nodes } else { [node] }
    guard !nodes.isEmpty else {
      report(
        .wrongValue("against", expected: "a text or several", found: node.kindDescription),
        at: node.origin)
      return nil
    }
    let texts = nodes.compactMap { expectedText($0) }
    guard texts.count == nodes.count else { return nil }
    return Scorer.Expectation(texts: texts, normalizations: normalizations)
  }

  private mutating func expectedText(_ node: ConfigurationNode) -> Prompt? {
    switch node.content {
    case .string(let text) where !text.allSatisfy(\.isWhitespace): return prompt(text, at: node)
    case .number(let number):
      return Prompt(
        content: .instruction(number.text), text: number.text, location: node.origin.location)
    default:
      report(
        .wrongValue(
          "against", expected: "a non-empty text, a number or an array of them",
          found: node.kindDescription),
        at: node.origin)
      return nil
    }
  }

  private mutating func normalizations(in object: ObjectReader) -> [Normalization] {
    value("normalize", in: object, .normalizations).value ?? []
  }

  private mutating func choice(in object: ObjectReader) -> Scorer.Kind? {
    let letters = value("choices", in: object, .stringOrStrings).value
    let expected = expectation(in: object)
    if let letters, let node = object["choices"]?.value,
      Set(letters.map { $0.lowercased() }).count < letters.count
        || letters.contains(where: { !$0.allSatisfy { $0.isLetter || $0.isNumber } })
    {
      report(
        .wrongValue(
          "choices", expected: "an array of different letters, numbers or words",
          found: node.kindDescription),
        at: node.origin)
      return nil
    }
    return expected.map {
      .choice($0, letters: letters ?? (0..<10).map { String(UnicodeScalar(UInt8(65 + $0))) })
    }
  }

  private mutating func length(in object: ObjectReader) -> Scorer.Kind? {
    let unit = choice("unit", in: object, of: Scorer.LengthUnit.self) ?? .characters
    let least = value("min", in: object, .wholeNumber(from: 0), allowsNull: true).value
    let most = value("max", in: object, .wholeNumber(from: 0), allowsNull: true).value
    guard least != nil || most != nil else {
      report(.missingKey("max", why: "a length needs 'min', 'max' or both"), at: object.origin)
      return nil
    }
    let (low, high) = (least ?? 0, most ?? ValueRule<Int>.largest)
    guard low <= high else {
      report(.emptyRange("min", "max"), at: object["max"]?.value.origin ?? object.origin)
      return nil
    }
    return .length(unit: unit, range: low...high)
  }

  /// A script beside the configuration by its whole path; any other word as it is.
  private func locatedScript(_ word: String) -> String {
    guard word.contains("."), let file = folders.locate(word), UserFile.problem(at: file) == nil
    else { return word }
    return file
  }

  private mutating func query(in object: ObjectReader) -> Scorer.Kind? {
    let gold = template("gold", in: object, why: "it is the expected query")
    let database = template("database", in: object, why: "it names the SQLite file")
    let timeout = value("timeout_s", in: object, .shortTime).value ?? .seconds(5)
    let maxRows = value("max_rows", in: object, .wholeNumber(from: 1)).value ?? 100_000
    let columns = choice("columns", in: object, of: Scorer.QueryRule.ColumnOrder.self) ?? .exact
    let isPublished = value("published", in: object, .bool).value ?? false
    guard let gold, let database else { return nil }
    return .sql(
      Scorer.QueryRule(
        gold: gold, database: database, timeout: timeout, maxRows: min(maxRows, 1_000_000),
        columns: columns, isPublished: isPublished))
  }

  /// Reads a required text or template.
  private mutating func template(
    _ key: String, in object: ObjectReader, why: String
  ) -> Prompt? {
    guard let text = required(key, in: object, .nonEmptyString, why: why),
      let node = object[key]?.value
    else { return nil }
    return prompt(text, at: node)
  }

  private mutating func sum(in object: ObjectReader) -> Scorer.Kind? {
    guard let node = object["of"]?.value else {
      report(
        .missingKey("of", why: "a sum names scores and their weights: {\"right\": 1}"),
        at: object.origin)
      return nil
    }
    guard case .object(let members) = node.content, !members.isEmpty else {
      report(
        .wrongValue(
          "of", expected: "an object of scores and their weights", found: node.kindDescription),
        at: node.origin)
      return nil
    }
    var parts: [Scorer.Part] = []
    let weights = ObjectReader(members: members, origin: node.origin, path: "")
    for member in members {
      guard let weight = value(member.key, in: weights, .score).value else { continue }
      parts.append(Scorer.Part(name: member.key, weight: weight))
    }
    return parts.count == members.count ? .sum(parts) : nil
  }
}

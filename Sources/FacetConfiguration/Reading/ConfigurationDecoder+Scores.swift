internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

extension ConfigurationDecoder {
  /// Reads `scores`.
  ///
  /// - Parameters:
  ///   - perspectives: The perspectives that scorers may be restricted to.
  ///   - model: The top level's model, which judges inherit.
  ///   - hasModels: Whether each perspective is asked of several models.
  mutating func scores(
    in task: ObjectReader, of perspectives: [Perspective], model: ModelConfiguration,
    hasModels: Bool
  ) -> [Scorer] {
    guard let member = task["scores"] else { return [] }
    guard case .array(let nodes) = member.value.content else {
      report(
        .wrongValue("scores", expected: "an array of scores", found: member.value.kindDescription),
        at: member.value.origin)
      return []
    }
    var scorers: [Scorer] = []
    var lines: [String: Int] = [:]
    for (index, node) in nodes.enumerated() {
      guard let object = scorerObject(node, path: "scores.\(index)") else { continue }
      guard let scorer = scorer(object, of: perspectives, model: model) else { continue }
      if let line = lines[scorer.name], let origin = object["name"]?.value.origin {
        report(.repeatedScore(scorer.name, line: line), at: origin)
        continue
      }
      lines[scorer.name] = node.origin.location.line
      checkOpponents(of: scorer, among: perspectives, hasModels: hasModels, at: object.origin)
      scorers.append(scorer)
    }
    // A score with a mistake is still one that sums may name.
    let names = nodes.compactMap { $0.plain["name"]?.string }
    checkSums(nodes, names: names)
    if scorers.count == 1, nodes.count == 1, case .react = scorers[0].kind {
      report(.onlyForm(scorers[0].name), at: nodes[0].origin)
    }
    return scorers
  }

  private mutating func scorerObject(
    _ node: ConfigurationNode, path: String
  ) -> ObjectReader? {
    let kind = node.plain["kind"]?.string ?? ""
    let isKnown = KeyTable.scorerKinds.contains { $0.kind == kind }
    let table = isKnown ? KeyTable.scorer(kind) : KeyTable.anyScorer
    guard
      let object = object(
        node, named: path, keys: table, path: path,
        accepts: { isKnown && !KeyTable.scorerKinds(with: $0.key).isEmpty })
    else { return nil }
    for member in object.members where !table.known.contains(member.key) {
      let kinds = KeyTable.scorerKinds(with: member.key)
      guard isKnown, !kinds.isEmpty else { continue }
      report(
        .foreignScoreKey(member.key, of: kind, belonging: kinds), at: member.keyOrigin)
    }
    return object
  }

  private mutating func scorer(
    _ object: ObjectReader, of perspectives: [Perspective], model: ModelConfiguration
  ) -> Scorer? {
    let name = required(
      "name", in: object, .nonEmptyString, why: "it names the score in the dataset")
    if let name, !Self.isScoreName(name), let origin = object["name"]?.value.origin {
      report(.scoreName(name), at: origin)
    }
    guard object["kind"] != nil else {
      report(.missingKey("kind", why: "it says how the score is made"), at: object.origin)
      return nil
    }
    let kind = scorerKind(of: object, model: model)
    let subject = subject(in: object, isSum: kind?.isSum == true)
    let extraction = extraction(in: object, default: kind?.usualExtraction ?? .none)
    let condition = condition(in: object)
    let globs = globs(in: object, of: perspectives)
    let scale = value("scale", in: object, .scale, allowsNull: true).value
    let missing = object["missing"] == nil ? .null : value("missing", in: object, .missing).value
    guard let name, let kind, let subject, let extraction, let missing else { return nil }
    return Scorer(
      name: name, kind: kind, subject: subject, extraction: extraction, condition: condition,
      perspectives: globs, scale: scale, missing: missing,
      definition: definition(of: object, kind), location: object.origin.location)
  }

  /// Warns of comparisons that cannot take place, because no response has another one beside it.
  private mutating func checkOpponents(
    of scorer: Scorer, among perspectives: [Perspective], hasModels: Bool,
    at origin: ConfigurationNode.Origin
  ) {
    guard case .pairwise(let rule) = scorer.kind,
      !diagnostics.contains(where: { $0.severity == .error })
    else { return }
    let scored = perspectives.filter { perspective in
      scorer.perspectives.isEmpty
        || scorer.perspectives.contains { $0.matches(perspective.condition) }
    }
    guard !scored.isEmpty, scored.allSatisfy({ $0.completions == 1 }) else { return }
    switch rule.scope {
    case .perspective: report(.noOpponents(scorer.name), at: origin)
    case .sample where scored.count == 1 && !hasModels:
      report(.singleResponse(scorer.name, of: scored[0].condition), at: origin)
    case .sample: break
    }
  }

  private static func isScoreName(_ name: String) -> Bool {
    let isLetter = { (byte: UInt8) in 0x41...0x5A ~= byte & ~0x20 }
    return name.utf8.first.map(isLetter) == true
      && name.utf8.allSatisfy { isLetter($0) || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "_") }
  }

  /// What determines the score of a completion; a file stands for its content.
  private func definition(of object: ObjectReader, _ kind: Scorer.Kind) -> JSONObject {
    let afterwards: Set<String> = ["name", "where", "perspectives", "scale", "missing"]
    var definition: JSONObject = [:]
    for member in object.members where !afterwards.contains(member.key) {
      definition[member.key] = member.value.plain
    }
    if case .jsonSchema(let schema) = kind { definition["schema"] = schema.source }
    if let question = kind.question {
      definition["prompt"] = .string(question.prompt.text)
      if let system = question.system { definition["system"] = .string(system.text) }
      definition["model"] = [
        "name": .string(question.model.modelName),
        "options": .object(question.model.options.json),
      ]
    }
    if case .command(let rule) = kind {
      // A script counts by what it holds, wherever it stands; another scorer replaces one that was
      // edited.
      definition["files"] = .array(
        rule.command.map { word in
          guard let file = folders.locate(word), let bytes = try? UserFile.bytes(at: file) else {
            return .null
          }
          return .string(SHA256(of: bytes).description)
        })
    }
    return definition
  }

  // MARK: Common keys

  private mutating func subject(in object: ObjectReader, isSum: Bool) -> Scorer.Subject? {
    guard !isSum, let node = object["of"]?.value else { return .response }
    guard case .string(let text) = node.content else {
      report(
        .wrongValue("of", expected: "a string", found: node.kindDescription), at: node.origin)
      return nil
    }
    switch text {
    case "response": return .response
    case "preparation": return .preparation
    case "answer": return .answer
    default:
      guard let prompt = prompt(text, at: node) else { return nil }
      guard case .template = prompt.content else {
        report(.unknownSubject(text), at: node.origin)
        return nil
      }
      return .template(prompt)
    }
  }

  private mutating func extraction(
    in object: ObjectReader, default usual: Extraction
  ) -> Extraction? {
    guard let node = object["extract"]?.value else { return usual }
    switch node.content {
    case .string(let word):
      if let extraction = Extraction(word) { return extraction }
      report(.unknownExtraction(word), at: node.origin)
      return nil
    case .object:
      guard let inner = self.object("extract", in: object, keys: .extraction) else { return nil }
      return pattern("regex", in: inner).map { .pattern($0) }
    default:
      report(
        .wrongValue(
          "extract", expected: "a string or {\"regex\": …}", found: node.kindDescription),
        at: node.origin)
      return nil
    }
  }

  /// Reads a regular expression; its mistakes point into the string.
  mutating func pattern(
    _ key: String, in object: ObjectReader, ignoresCase: Bool = false
  ) -> TextPattern? {
    guard
      let text = required(key, in: object, .nonEmptyString, why: "it is the pattern to look for"),
      let node = object[key]?.value
    else { return nil }
    do throws(TextPatternMistake) {
      return try TextPattern(text, ignoresCase: ignoresCase)
    } catch {
      let before = String(String.UnicodeScalarView(text.unicodeScalars.prefix(error.offset)))
      report(
        .pattern(error), at: node.origin, pointingAt: place(ofByte: before.utf8.count, in: node))
      return nil
    }
  }

  private mutating func condition(in object: ObjectReader) -> [FieldCondition] {
    guard let fields = value("where", in: object, .object, allowsNull: true).value else {
      return []
    }
    return fields.members.map { member in
      FieldCondition(field: member.key, values: member.value.array ?? [member.value])
    }
  }

  private mutating func globs(
    in object: ObjectReader, of perspectives: [Perspective]
  ) -> [GlobPattern] {
    guard let texts = value("perspectives", in: object, .stringOrStrings, allowsNull: true).value,
      let node = object["perspectives"]?.value
    else { return [] }
    let origins: [ConfigurationNode.Origin] =
      if case .array(let nodes) = node.content { nodes.map(\.origin) } else { [node.origin] }
    let conditions = perspectives.map(\.condition)
    for (text, origin) in zip(texts, origins) {
      let glob = GlobPattern(text)
      guard !conditions.isEmpty, !conditions.contains(where: glob.matches) else { continue }
      report(.noSuchPerspective(text, conditions: conditions), at: origin)
    }
    return texts.map(GlobPattern.init)
  }

  // MARK: References between scores

  /// Reports sums that name unknown scores, or contain themselves.
  private mutating func checkSums(_ nodes: [ConfigurationNode], names: [String]) {
    var parts: [String: [String]] = [:]
    for node in nodes {
      guard case .object(let members) = node.content, node.plain["kind"] == "sum",
        let name = node.plain["name"]?.string,
        case .object(let weights)? = members.first(where: { $0.key == "of" })?.value.content
      else { continue }
      parts[name] = weights.map(\.key)
      let others = names.filter { $0 != name }
      for weight in weights where !names.contains(weight.key) {
        report(.unknownScore(weight.key, known: others), at: weight.keyOrigin)
      }
    }
    var reported: Set<String> = []
    for node in nodes {
      guard let name = node.plain["name"]?.string, !reported.contains(name),
        let cycle = Self.cycle(from: name, in: parts)
      else { continue }
      reported.formUnion(cycle)
      report(.scoreCycle(cycle), at: node.origin)
    }
  }

  /// The names on a way from a sum back to itself.
  private static func cycle(from start: String, in parts: [String: [String]]) -> [String]? {
    var ways = [[start]]
    var seen: Set<String> = []
    while let way = ways.popLast(), let last = way.last {
      for name in parts[last] ?? [] {
        if name == start { return way }
        if seen.insert(name).inserted { ways.append(way + [name]) }
      }
    }
    return nil
  }
}

extension Extraction {
  /// Reads the word for an extraction.
  init?(_ word: String) {
    let (head, tail) =
      word.firstIndex(of: ":").map { (word[..<$0], word[$0...].dropFirst()) } ?? (word[...], "")
    switch (head, tail.isEmpty) {
    case ("none", true) where word == "none": self = .none
    case ("boxed", true) where word == "boxed": self = .boxed
    case ("sql", true) where word == "sql": self = .sql
    case ("last_number", true) where word == "last_number": self = .lastNumber
    case ("json", true) where word == "json": self = .json([])
    case ("json", false): self = .json(tail.split(separator: ".").map(String.init))
    case ("fence", _): self = .fence(tail.lowercased())
    case ("tag", false)
    where tail.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }:
      self = .tag(String(tail))
    default: return nil
    }
  }
}

extension Scorer.Kind {
  /// What it extracts if its declaration does not say.
  fileprivate var usualExtraction: Extraction {
    switch self {
    case .number: .lastNumber
    case .jsonSchema: .json([])
    case .sql: .sql
    case .code: .fence("python")
    default: .none
    }
  }

  fileprivate var isSum: Bool {
    if case .sum = self { true } else { false }
  }
}

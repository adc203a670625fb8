internal import FacetJSON
internal import FacetPlatform

/// Turns a configuration's tree into declarations, and reports every mistake in the order of the
/// file.
struct ConfigurationDecoder {
  /// The file's path as the user gave it.
  let path: String
  /// Whether unknown keys are errors instead of warnings.
  let isStrict: Bool
  let folders: TaskFolders
  /// The file's text, for places inside a string.
  let source: [UInt8]
  /// The options that override the file, in the order given.
  let options: [String]

  /// Unknown keys by their dotted path.
  private(set) var extra: JSONObject = [:]
  private var reports: [Report] = []

  private struct Report {
    var option: Int
    var location: SourceLocation
    var diagnostic: Diagnostic
  }

  init(
    path: String, isStrict: Bool, folders: TaskFolders, source: [UInt8], options: [String]
  ) {
    self.path = path
    self.isStrict = isStrict
    self.folders = folders
    self.source = source
    self.options = options
  }

  // MARK: Reporting

  /// All diagnostics, in the order of the file, then in the order of the options.
  var diagnostics: [Diagnostic] {
    reports.enumerated().sorted { left, right in
      let (first, second) = (left.element, right.element)
      return (first.option, first.location, left.offset)
        < (second.option, second.location, right.offset)
    }
    .map(\.element.diagnostic)
  }

  mutating func report(_ mistake: Mistake, at origin: ConfigurationNode.Origin) {
    report(mistake, at: origin, pointingAt: place(of: origin))
  }

  /// Reports a mistake in another file, which `origin` names.
  mutating func report(
    _ mistake: Mistake, at origin: ConfigurationNode.Origin, pointingAt place: SourcePlace
  ) {
    let option = origin.option.flatMap { options.firstIndex(of: $0) } ?? -1
    reports.append(
      Report(
        option: option, location: origin.location, diagnostic: Diagnostic(mistake, at: place)))
  }

  func place(of origin: ConfigurationNode.Origin) -> SourcePlace {
    if let option = origin.option { return SourcePlace(path: option) }
    return SourcePlace(path: path, location: origin.location)
  }

  // MARK: Objects and their keys

  /// Reads a node as an object and reports its unknown keys.
  ///
  /// - Parameter accepts: Whether to accept a key that is not in the table.
  mutating func object(
    _ node: ConfigurationNode, named name: String, keys: KeyTable, path: String,
    accepts: (ConfigurationNode.Member) -> Bool = { _ in false }
  ) -> ObjectReader? {
    guard case .object(let members) = node.content else {
      report(
        .wrongValue(name, expected: "an object", found: node.kindDescription), at: node.origin)
      return nil
    }
    let reader = ObjectReader(members: members, origin: node.origin, path: path)
    for member in members where !keys.known.contains(member.key) && !accepts(member) {
      unknownKey(member, keys: keys, path: reader.path(of: member.key))
    }
    return reader
  }

  /// Reads the object under a key.
  mutating func object(
    _ key: String, in parent: ObjectReader, keys: KeyTable,
    accepts: (ConfigurationNode.Member) -> Bool = { _ in false }
  ) -> ObjectReader? {
    guard let member = parent[key] else { return nil }
    return object(
      member.value, named: key, keys: keys, path: parent.path(of: key), accepts: accepts)
  }

  private mutating func unknownKey(
    _ member: ConfigurationNode.Member, keys: KeyTable, path: String
  ) {
    let key = member.key
    if SecretShape.isNameOfKey(key) {
      // A value shaped like a key has already been reported.
      if case .string(let text) = member.value.content, SecretShape.matches(text) { return }
      report(.secretInFile(key), at: member.keyOrigin)
    } else if let reserved = keys.reserved[key] {
      report(
        .reservedKey(key, for: reserved.purpose, today: reserved.today), at: member.keyOrigin)
    } else if let known = keys.aliases[key.lowercased()] {
      report(.unknownKey(key, resembling: known), at: member.keyOrigin)
    } else if keys.holdsParameters, KeyTable.requestParameters.contains(key) {
      report(.requestParameter(key), at: member.keyOrigin)
    } else if let level = KeyTable.levels.first(where: { $0.keys.known.contains(key) }) {
      report(.misplacedKey(key, belonging: level.place), at: member.keyOrigin)
    } else if let known = Resemblance.nearest(to: key, among: keys.known) {
      report(.unknownKey(key, resembling: known), at: member.keyOrigin)
    } else {
      report(
        .unknownKey(
          key, isStrict: isStrict || member.keyOrigin.option != nil,
          holdsParameters: keys.holdsParameters),
        at: member.keyOrigin)
      extra[path] = member.value.plain
    }
  }

  // MARK: Values

  /// Reads the value under a key.
  ///
  /// - Parameter allowsNull: Whether `null` means no value.
  mutating func value<Value>(
    _ key: String, in object: ObjectReader, _ rule: ValueRule<Value>, allowsNull: Bool = false
  ) -> Field<Value> {
    guard let node = object[key]?.value else { return .absent }
    if node.isNull, allowsNull { return .null }
    guard let value = rule.accept(node.content) else {
      report(
        .wrongValue(key, expected: rule.expected, found: found(node, expected: rule.expected)),
        at: node.origin)
      return .absent
    }
    return .value(value)
  }

  /// Reads a required value.
  mutating func required<Value>(
    _ key: String, in object: ObjectReader, _ rule: ValueRule<Value>, why: String
  ) -> Value? {
    guard object[key] != nil else {
      report(.missingKey(key, why: why), at: object.origin)
      return nil
    }
    return value(key, in: object, rule).value
  }

  /// Reads one of several words.
  mutating func choice<Choice: CaseIterable & RawRepresentable & Sendable>(
    _ key: String, in object: ObjectReader, of type: Choice.Type
  ) -> Choice? where Choice.RawValue == String {
    guard let node = object[key]?.value else { return nil }
    let words = Choice.allCases.map(\.rawValue)
    let list = words.map { "'\($0)'" }.joined(separator: ", ")
    guard case .string(let word) = node.content else {
      report(
        .wrongValue(key, expected: "one of \(list)", found: node.kindDescription),
        at: node.origin)
      return nil
    }
    if let choice = Choice(rawValue: word) { return choice }
    if let near = Resemblance.nearest(to: word, among: words) {
      report(.unknownChoice(key, found: word, resembling: near), at: node.origin)
    } else {
      report(.wrongValue(key, expected: "one of \(list)", found: quoted(word)), at: node.origin)
    }
    return nil
  }

  /// The description of an unexpected value: the value itself if its kind is the expected one, else
  /// its kind.
  private func found(_ node: ConfigurationNode, expected: String) -> String {
    switch node.content {
    case .number(let number) where expected.contains("number"): number.text
    case .string(let text) where !text.isEmpty && expected.hasPrefix("a name"): quoted(text)
    case .array(let nodes) where !nodes.isEmpty && expected.hasPrefix("an array"):
      shown(nodes.map(\.plain)) ?? node.kindDescription
    default: node.kindDescription
    }
  }

  /// A short list as JSON; `nil` for one that may hold a secret.
  private func shown(_ values: [JSONValue]) -> String? {
    let text = JSONValue.array(values).text
    let isSecret = values.contains { $0.string.map(SecretShape.matches) ?? false }
    return text.count > 60 || isSecret ? nil : text
  }

  /// A word in quotes, unless it may be a secret.
  func quoted(_ word: String) -> String {
    SecretShape.matches(word) || word.count > 80 ? "this string" : "'\(word)'"
  }
}

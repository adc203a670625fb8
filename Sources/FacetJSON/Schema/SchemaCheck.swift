/// Checks one value against a schema.
///
/// Each pair of a schema and a part of the value is tried once: the answers are kept, so that
/// alternatives within alternatives do not multiply.
struct SchemaCheck {
  /// The most pairs that are tried.
  private static let maximumSteps = 1_000_000
  /// The deepest nesting of checks in one another.
  private static let maximumDepth = 1200

  private struct Pair: Hashable {
    var node: Int
    var part: Int
  }

  private let nodes: [SchemaNode]
  private let parts: ValueParts
  private let limit: Int
  private var found: [SchemaMismatch] = []
  private var seen: Set<SchemaMismatch> = []
  private var answers: [Pair: Bool] = [:]
  private var reported: Set<Pair> = []
  private var steps = 0
  private var depth = 0
  private var isExhausted = false

  init(_ schema: JSONSchema, of value: JSONValue, limit: Int) {
    nodes = schema.nodes
    parts = ValueParts(of: value)
    self.limit = max(1, limit)
  }

  /// The mismatches, in the order of the value.
  mutating func mismatches() -> [SchemaMismatch] {
    report(0, 0)
    if isExhausted {
      add("could not be checked: it has too many parts for this schema", at: 0)
    }
    return found
  }

  private mutating func add(_ sentence: String, at part: Int) {
    guard found.count < limit else { return }
    let mismatch = SchemaMismatch(path: parts.pointer(to: part), sentence: sentence)
    if seen.insert(mismatch).inserted { found.append(mismatch) }
  }

  /// Counts a step and goes one level deeper; false if there were too many.
  private mutating func enter() -> Bool {
    steps += 1
    guard steps <= Self.maximumSteps, depth < Self.maximumDepth else {
      isExhausted = true
      return false
    }
    depth += 1
    return true
  }

  // MARK: Yes or no

  private mutating func matches(_ node: Int, _ part: Int) -> Bool {
    guard enter() else { return false }
    defer { depth -= 1 }
    let schema = nodes[node]
    guard schema.firstFault(of: parts[part].value) == nil else { return false }
    let isLeaf = parts[part].children.isEmpty && schema.anyOf.isEmpty
    if isLeaf { return schema.reference.map { matches($0, part) } ?? true }
    let pair = Pair(node: node, part: part)
    if let answer = answers[pair] { return answer }
    let answer = matchesBelow(schema, part)
    answers[pair] = answer
    return answer
  }

  private mutating func matchesBelow(_ schema: SchemaNode, _ part: Int) -> Bool {
    if let reference = schema.reference, !matches(reference, part) { return false }
    if !schema.anyOf.isEmpty {
      var hasMatch = false
      for alternative in schema.anyOf where !hasMatch { hasMatch = matches(alternative, part) }
      guard hasMatch else { return false }
    }
    for child in parts[part].children {
      guard let node = schema.node(for: parts[child].token, in: parts[part].value) else { continue }
      if !matches(node, child) { return false }
    }
    return true
  }

  // MARK: With reasons

  private mutating func report(_ node: Int, _ part: Int) {
    guard found.count < limit, reported.insert(Pair(node: node, part: part)).inserted, enter()
    else { return }
    defer { depth -= 1 }
    let schema = nodes[node]
    let value = parts[part].value
    if let fault = schema.firstFault(of: value) {
      for sentence in schema.faults(of: value, first: fault) { add(sentence, at: part) }
    }
    if let reference = schema.reference { report(reference, part) }
    if !schema.anyOf.isEmpty {
      var hasMatch = false
      for alternative in schema.anyOf where !hasMatch { hasMatch = matches(alternative, part) }
      if !hasMatch { report(alternatives: schema.anyOf, part) }
    }
    for child in parts[part].children {
      if let node = schema.node(for: parts[child].token, in: value) { report(node, child) }
    }
  }

  /// Reports the mismatches with the one alternative that the value seems to be meant for, or that
  /// there is none.
  private mutating func report(alternatives: [Int], _ part: Int) {
    guard !isExhausted else { return }
    let value = parts[part].value
    let ofType = alternatives.filter { alternative in
      self.types(of: alternative).map { types in types.contains { $0.includes(value) } } ?? true
    }
    let meant = ofType.count > 1 ? ofType.filter { hasMarks(of: $0, part) } : ofType
    if meant.count == 1 { return report(meant[0], part) }
    guard ofType.isEmpty else {
      return add("matches none of the \(alternatives.count) alternatives of 'anyOf'", at: part)
    }
    var types: [JSONType] = []
    for type in alternatives.flatMap({ self.types(of: $0) ?? [] }) where !types.contains(type) {
      types.append(type)
    }
    add(SchemaSentence.wrongType(value, types: types), at: part)
  }

  /// The types that a schema accepts, over `$ref`; `nil` if it does not say.
  private func types(of node: Int) -> [JSONType]? {
    var node = node
    while nodes[node].types == nil, let next = nodes[node].reference { node = next }
    let values = nodes[node].choices ?? nodes[node].constant.map { [$0] }
    return nodes[node].types
      ?? values.map { values in
        JSONType.allCases.filter { type in values.contains { type.includes($0) } }
      }
  }

  /// Whether the members that tell an alternative from others (`const`, or `enum` of one) match.
  private mutating func hasMarks(of node: Int, _ part: Int) -> Bool {
    var node = node
    while nodes[node].properties.isEmpty, let next = nodes[node].reference { node = next }
    guard case .object(let object) = parts[part].value else {
      return nodes[node].choices == nil && nodes[node].constant == nil
    }
    return nodes[node].properties.allSatisfy { property in
      let schema = nodes[property.node]
      guard let mark = schema.constant ?? (schema.choices?.count == 1 ? schema.choices?[0] : nil)
      else { return true }
      return object[property.name]?.isSame(as: mark) ?? false
    }
  }
}

internal import FacetPlatform

/// A schema's JSON in; its nodes, or all mistakes with their places, out.
struct SchemaReader {
  /// The deepest nesting of schemas.
  static let maximumDepth = 100
  /// The largest number of schemas in a schema, and of values in all `enum`.
  static let maximumCount = 10_000
  /// The most mistakes that are reported.
  static let maximumMistakes = 50
  /// The most `$ref` and `anyOf` that lead to one another without taking a member or an element.
  static let maximumChain = 32

  /// A `$ref` whose target is looked up when all definitions are known.
  private struct Reference {
    var node: Int
    var name: [UInt8]
    var place: SchemaPlace
  }

  var nodes: [SchemaNode] = []
  private(set) var mistakes: [SchemaMistake] = []
  private var definitions: [[UInt8]: Int] = [:]
  private var references: [Reference] = []
  private var referencePlaces: [Int: SchemaPlace] = [:]
  private var depth = 0
  var choiceCount = 0

  /// Returns the nodes of a whole schema, its root first.
  mutating func nodes(of schema: LocatedValue) throws(SchemaMistakes) -> [SchemaNode] {
    let root = SchemaPlace(pointer: "", location: schema.location)
    _ = node(of: schema, at: root)
    resolveReferences()
    if mistakes.isEmpty { checkChains(of: root) }
    guard mistakes.isEmpty else {
      throw SchemaMistakes(mistakes: mistakes.sorted { $0.location < $1.location })
    }
    return nodes
  }

  /// Reads one schema and returns its index.
  mutating func node(of schema: LocatedValue, at place: SchemaPlace) -> Int {
    let index = nodes.count
    nodes.append(SchemaNode())
    guard case .object(let members) = schema.content else {
      add("a schema must be an object, not \(schema.plain.kindDescription)", at: place)
      return index
    }
    guard depth < Self.maximumDepth else {
      add("schemas are nested deeper than \(Self.maximumDepth)", at: place)
      return index
    }
    guard nodes.count <= Self.maximumCount else {
      if nodes.count == Self.maximumCount + 1 {
        add("a schema may have \(Self.maximumCount) schemas in it at most", at: place)
      }
      return index
    }
    depth += 1
    defer { depth -= 1 }
    nodes[index].keywords = members.map(\.key)
    for member in members {
      read(member, into: index, at: place.member(member))
    }
    checkAgreement(of: index, members, at: place)
    return index
  }

  mutating func add(_ message: String, at place: SchemaPlace) {
    guard mistakes.count < Self.maximumMistakes else { return }
    mistakes.append(
      SchemaMistake(pointer: place.pointer, location: place.location, message: message))
  }

  // MARK: References

  /// `$defs`, at the root alone.
  mutating func readDefinitions(_ value: LocatedValue, of index: Int, at place: SchemaPlace) {
    guard index == 0 else {
      return add("'$defs' belongs at the top of the schema", at: place)
    }
    guard case .object(let members) = value.content else {
      return add(
        "'$defs' must be an object of schemas, not \(value.plain.kindDescription)", at: place)
    }
    for member in members {
      definitions[Array(member.key.utf8)] = node(of: member.value, at: place.member(member))
    }
  }

  mutating func readReference(_ value: LocatedValue, of index: Int, at place: SchemaPlace) {
    guard case .string(let text) = value.content else {
      return add("'$ref' must be a string, not \(value.plain.kindDescription)", at: place)
    }
    referencePlaces[index] = place
    if text == "#" {
      nodes[index].reference = 0
      return
    }
    let prefix = "#/$defs/"
    guard text.hasPrefix(prefix), !text.dropFirst(prefix.count).contains("/") else {
      let right =
        text.hasPrefix("#/definitions/")
        ? "; in this draft, 'definitions' is '$defs'" : ", for a schema of the same file"
      return add("'$ref' must be '#' or '#/$defs/NAME'\(right)", at: place)
    }
    let name = JSONPointer.token(text.dropFirst(prefix.count))
    references.append(Reference(node: index, name: Array(name.utf8), place: place))
  }

  private mutating func resolveReferences() {
    for reference in references {
      if let target = definitions[reference.name] {
        nodes[reference.node].reference = target
        continue
      }
      let name = String(decoding: reference.name, as: UTF8.self)
      let known = definitions.keys.map { String(decoding: $0, as: UTF8.self) }.sorted()
      let near = Resemblance.nearest(to: name, among: known).map { "; did you mean '\($0)'?" }
      add("'$defs' has no '\(name)'\(near ?? "")", at: reference.place)
    }
  }

  /// Refuses a schema that leads back to itself for one and the same value.
  private mutating func checkChains(of root: SchemaPlace) {
    var heights = Array(repeating: -1, count: nodes.count)
    for index in nodes.indices where height(of: index, above: 0, &heights) == nil {
      let way = nodes[index].reference == nil ? "'anyOf'" : "'$ref'"
      return add(
        "\(way) leads back to itself, or through more than \(Self.maximumChain) others, without "
          + "a member or an element in between",
        at: referencePlaces[index] ?? root)
    }
  }

  /// The longest way from a node over `$ref` and `anyOf`; `nil` if it is too long or endless.
  private func height(of index: Int, above: Int, _ heights: inout [Int]) -> Int? {
    if heights[index] >= 0 { return heights[index] }
    guard above <= Self.maximumChain else { return nil }
    var height = 0
    for next in nodes[index].anyOf + [nodes[index].reference].compactMap(\.self) {
      guard let below = self.height(of: next, above: above + 1, &heights) else { return nil }
      height = max(height, below + 1)
    }
    guard height <= Self.maximumChain else { return nil }
    heights[index] = height
    return height
  }
}

/// A place in a schema.
struct SchemaPlace {
  var pointer: String
  var location: SourceLocation

  func member(_ member: LocatedMember) -> SchemaPlace {
    SchemaPlace(
      pointer: JSONPointer.appending(member.key, to: pointer), location: member.value.location)
  }

  func element(_ index: Int, _ value: LocatedValue) -> SchemaPlace {
    SchemaPlace(pointer: "\(pointer)/\(index)", location: value.location)
  }
}

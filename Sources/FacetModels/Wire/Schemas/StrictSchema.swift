internal import FacetJSON

extension JSONSchema {
  /// Whether the schema meets the conditions under which OpenAI and others guarantee a match
  /// (`strict`): objects all the way from the root, each with all members required and no others.
  var isStrict: Bool {
    guard nodes[0].types == [.object], nodes[0].anyOf.isEmpty, nodes[0].reference == nil else {
      return false
    }
    return nodes.allSatisfy(\.isStrict) && propertyCount <= 5000 && choiceCount <= 1000
      && nestingOfObjects(0, 0) <= 10
  }

  private var propertyCount: Int { nodes.reduce(0) { $0 + $1.properties.count } }
  private var choiceCount: Int { nodes.reduce(0) { $0 + ($1.choices?.count ?? 0) } }

  /// The deepest nesting of objects below a node; counted to 11 at most, because schemas may
  /// contain themselves only through `$ref`, which begins anew.
  private func nestingOfObjects(_ node: Int, _ above: Int) -> Int {
    guard above <= 10 else { return above }
    let schema = nodes[node]
    let depth = schema.properties.isEmpty ? above : above + 1
    let next = schema.properties.map(\.node) + schema.anyOf + [schema.items].compactMap(\.self)
    return next.reduce(depth) { max($0, nestingOfObjects($1, depth)) }
  }

  /// Whether a schema in it contains itself.
  var isRecursive: Bool {
    enum State { case open, closed }
    var states: [State?] = Array(repeating: nil, count: nodes.count)
    // A stack of its own: the way through the nodes may be as long as there are nodes.
    var stack: [(node: Int, next: [Int])] = []
    for start in nodes.indices where states[start] == nil {
      states[start] = .open
      stack.append((start, nodes[start].below))
      while var top = stack.popLast() {
        guard let next = top.next.popLast() else {
          states[top.node] = .closed
          continue
        }
        stack.append(top)
        if states[next] == .open { return true }
        if states[next] == nil {
          states[next] = .open
          stack.append((next, nodes[next].below))
        }
      }
    }
    return false
  }
}

extension SchemaNode {
  /// The schemas that this one leads to.
  fileprivate var below: [Int] {
    var below = properties.map(\.node) + anyOf + [items, reference].compactMap(\.self)
    if case .matching(let node) = additionalProperties { below.append(node) }
    return below
  }

  fileprivate var isStrict: Bool {
    guard keywords.allSatisfy(Self.strictKeywords.contains) else { return false }
    guard types != nil || !anyOf.isEmpty || reference != nil else { return false }
    guard types?.contains(.object) == true || !properties.isEmpty else { return true }
    guard case .refused = additionalProperties else { return false }
    return properties.count == required.count
      && Set(properties.map(\.name)) == Set(required)
  }

  /// What the guarantee knows; `default`, `minLength` and others end it.
  private static let strictKeywords: Set<String> = [
    "$defs", "$ref", "$schema", "$id", "$comment", "type", "enum", "const", "properties",
    "required", "additionalProperties", "items", "anyOf", "title", "description", "minItems",
    "maxItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    "pattern", "format",
  ]
}

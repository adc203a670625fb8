extension JSONSchema {
  /// The expected length of a value's text in characters, before any value was seen.
  ///
  /// - Parameter path: The members and elements that lead to a part of the value; empty for all.
  /// - Returns: `nil` if the schema says nothing of such a part.
  package func expectedLength(at path: [String] = []) -> Int? {
    var node = resolved(0)
    for member in path {
      if let property = nodes[node].properties.first(where: { $0.name == member }) {
        node = resolved(property.node)
      } else if let items = nodes[node].items, Int(member) != nil {
        node = resolved(items)
      } else {
        return nil
      }
    }
    var budget = Self.mostNodes
    return length(of: node, &budget)
  }

  /// A text of a sentence or two.
  private static let usualText = 120
  /// The elements of an array without bounds.
  private static let usualElements = 3
  /// Schemas may contain themselves; further ones count nothing.
  private static let mostNodes = 500
  private static let mostCharacters = 1_000_000

  /// The schema that a node refers to, itself or by way of others.
  private func resolved(_ node: Int) -> Int {
    var node = node
    for _ in nodes.indices {
      guard let next = nodes[node].reference else { break }
      node = next
    }
    return node
  }

  private func length(of index: Int, _ budget: inout Int) -> Int {
    guard budget > 0 else { return 0 }
    budget -= 1
    let node = nodes[resolved(index)]
    if let constant = node.constant { return constant.text.count }
    if let choices = node.choices, !choices.isEmpty {
      return choices.reduce(0) { $0 + $1.text.count } / choices.count
    }
    if !node.anyOf.isEmpty {
      return node.anyOf.map { length(of: $0, &budget) }.max() ?? 0
    }
    var sum = 2
    switch node.types?.first(where: { $0 != .null }) {
    case .number, .integer: return 4
    case .boolean: return 5
    case .string: return min(node.length.clamped(Self.usualText), Self.mostCharacters)
    case .array:
      let count = node.itemCount.clamped(Self.usualElements)
      let element = node.items.map { length(of: $0, &budget) } ?? Self.usualText
      sum += min(count, Self.mostCharacters) * (element + 2)
    case nil where node.properties.isEmpty: return node.types == nil ? Self.usualText : 4
    default:
      for property in node.properties {
        sum += property.name.count + 6 + length(of: property.node, &budget)
      }
    }
    return min(sum, Self.mostCharacters)
  }
}

extension SchemaNode.Counts {
  /// A count within the bounds.
  fileprivate func clamped(_ count: Int) -> Int {
    min(max(count, least ?? 0), most ?? .max)
  }
}

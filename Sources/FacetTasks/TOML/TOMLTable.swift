internal import FacetJSON

/// A table under construction: it remembers how each part was defined, because TOML lets no table
/// be defined twice.
struct TOMLTable {
  private indirect enum Node {
    case value(JSONValue)
    /// A table, and whether a header or dotted keys defined it.
    case table(TOMLTable)
    case list([TOMLTable])
  }

  private var keys: [String] = []
  private var nodes: [String: Node] = [:]
  private var isDefined = false
  private var isDotted = false

  var object: JSONObject {
    JSONObject(
      keys.compactMap { key in
        switch nodes[key] {
        case .value(let value): (key, value)
        case .table(let table): (key, .object(table.object))
        case .list(let tables): (key, .array(tables.map { .object($0.object) }))
        case nil: nil
        }
      })
  }

  /// Sets the value of a dotted key of the table at `path`.
  mutating func set(
    _ value: JSONValue, at key: [String], below path: [String]
  ) throws(TOMLError.Text) {
    try descend(path[...]) { (table) throws(TOMLError.Text) in
      try table.setDotted(value, at: key[...])
    }
  }

  private mutating func setDotted(
    _ value: JSONValue, at key: ArraySlice<String>
  ) throws(TOMLError.Text) {
    guard let first = key.first else { return }
    guard key.count > 1 else {
      guard nodes[first] == nil else { throw .init(reason: "'\(first)' stands twice") }
      put(first, .value(value))
      return
    }
    var inner: TOMLTable
    switch nodes[first] {
    case nil:
      inner = TOMLTable()
      inner.isDotted = true
    case .table(let table) where !table.isDefined: inner = table
    default: throw .init(reason: "'\(first)' is already defined")
    }
    try inner.setDotted(value, at: key.dropFirst())
    put(first, .table(inner))
  }

  /// Opens the table of a header.
  mutating func open(at path: [String]) throws(TOMLError.Text) {
    let name = path.joined(separator: ".")
    guard let last = path.last else { return }
    try descend(path.dropLast()) { (table) throws(TOMLError.Text) in
      switch table.nodes[last] {
      case nil:
        var inner = TOMLTable()
        inner.isDefined = true
        table.put(last, .table(inner))
      case .table(var inner) where !inner.isDefined && !inner.isDotted:
        inner.isDefined = true
        table.put(last, .table(inner))
      default: throw .init(reason: "the table '\(name)' stands twice")
      }
    }
  }

  /// Appends a table to the list of a header in double brackets.
  mutating func append(at path: [String]) throws(TOMLError.Text) {
    guard let last = path.last else { return }
    try descend(path.dropLast()) { (table) throws(TOMLError.Text) in
      var inner = TOMLTable()
      inner.isDefined = true
      switch table.nodes[last] {
      case nil: table.put(last, .list([inner]))
      case .list(let tables): table.put(last, .list(tables + [inner]))
      default: throw .init(reason: "'\(last)' is no list of tables")
      }
    }
  }

  /// Calls `body` with the table at a path, which is created if necessary; of a list, the last.
  private mutating func descend(
    _ path: ArraySlice<String>, _ body: (inout TOMLTable) throws(TOMLError.Text) -> Void
  ) throws(TOMLError.Text) {
    guard let first = path.first else { return try body(&self) }
    switch nodes[first] {
    case nil:
      var inner = TOMLTable()
      try inner.descend(path.dropFirst(), body)
      put(first, .table(inner))
    case .table(var inner):
      try inner.descend(path.dropFirst(), body)
      put(first, .table(inner))
    case .list(var tables):
      guard var inner = tables.popLast() else { return }
      try inner.descend(path.dropFirst(), body)
      put(first, .list(tables + [inner]))
    case .value: throw .init(reason: "'\(first)' is a value, not a table")
    }
  }

  private mutating func put(_ key: String, _ node: Node) {
    if nodes.updateValue(node, forKey: key) == nil { keys.append(key) }
  }
}

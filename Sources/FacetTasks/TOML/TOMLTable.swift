internal import FacetJSON

/// A table under construction: it remembers how each part was defined, because TOML lets no table
/// be defined twice.
///
/// A class, because a table in a value would be copied for each key that is added to it.
final class TOMLTable {
  private enum Node {
    case value(JSONValue)
    case table(TOMLTable)
    case list(TOMLTableList)
  }

  /// The tables of a header in double brackets.
  private final class TOMLTableList {
    var tables: [TOMLTable]

    init(_ first: TOMLTable) { tables = [first] }
  }

  private var keys: [String] = []
  private var nodes: [String: Node] = [:]
  /// Whether a header defined it.
  private var isDefined = false
  /// Whether dotted keys defined it.
  private var isDotted = false
  /// How many tables were looked at to change this one or those in it.
  private(set) var visits = 0

  /// The finished table.
  var object: JSONObject {
    JSONObject(
      distinct: keys.compactMap { key in
        switch nodes[key] {
        case .value(let value): .init(key: key, value: value)
        case .table(let table): .init(key: key, value: .object(table.object))
        case .list(let list):
          .init(key: key, value: .array(list.tables.map { .object($0.object) }))
        case nil: nil
        }
      })
  }

  /// Sets the value of a dotted key of the table at `path`.
  func set(
    _ value: JSONValue, at key: [String], below path: [String]
  ) throws(TOMLError.Text) {
    var table = try descend(path[...])
    for part in key.dropLast() {
      visits += 1
      table = try table.dotted(part)
    }
    guard let last = key.last else { return }
    guard table.nodes[last] == nil else { throw .init(reason: "'\(last)' stands twice") }
    table.put(last, .value(value))
  }

  /// The inner table of a part of a dotted key, which is created if necessary.
  private func dotted(_ key: String) throws(TOMLError.Text) -> TOMLTable {
    switch nodes[key] {
    case nil:
      let inner = TOMLTable()
      inner.isDotted = true
      put(key, .table(inner))
      return inner
    case .table(let table) where !table.isDefined: return table
    default: throw .init(reason: "'\(key)' is already defined")
    }
  }

  /// Opens the table of a header.
  func open(at path: [String]) throws(TOMLError.Text) {
    guard let last = path.last else { return }
    let table = try descend(path.dropLast())
    switch table.nodes[last] {
    case nil:
      let inner = TOMLTable()
      inner.isDefined = true
      table.put(last, .table(inner))
    case .table(let inner) where !inner.isDefined && !inner.isDotted: inner.isDefined = true
    default: throw .init(reason: "the table '\(path.joined(separator: "."))' stands twice")
    }
  }

  /// Appends a table to the list of a header in double brackets.
  func append(at path: [String]) throws(TOMLError.Text) {
    guard let last = path.last else { return }
    let table = try descend(path.dropLast())
    let inner = TOMLTable()
    inner.isDefined = true
    switch table.nodes[last] {
    case nil: table.put(last, .list(TOMLTableList(inner)))
    case .list(let list): list.tables.append(inner)
    default: throw .init(reason: "'\(last)' is no list of tables")
    }
  }

  /// The table at a path, which is created if necessary; of a list, the last.
  private func descend(_ path: ArraySlice<String>) throws(TOMLError.Text) -> TOMLTable {
    var table = self
    visits += 1
    for part in path {
      visits += 1
      switch table.nodes[part] {
      case nil:
        let inner = TOMLTable()
        table.put(part, .table(inner))
        table = inner
      case .table(let inner): table = inner
      case .list(let list): if let last = list.tables.last { table = last }
      case .value: throw .init(reason: "'\(part)' is a value, not a table")
      }
    }
    return table
  }

  private func put(_ key: String, _ node: Node) {
    if nodes.updateValue(node, forKey: key) == nil { keys.append(key) }
  }
}

internal import FacetJSON
internal import FacetPlatform

/// A type of Parquet that holds certain JSON values exactly, without added nulls.
enum NestedType: Hashable {
  struct Member: Hashable {
    var name: String
    var type: NestedType
  }

  case text
  case whole
  case fraction
  case truth
  indirect case list(NestedType)
  indirect case object([Member])

  /// - Returns: `nil` for a value with a null, with an empty list or object, with a list of unlike
  ///   elements, or with names that differ only in case: no type holds those.
  init?(_ value: JSONValue) {
    switch value {
    case .null: return nil
    case .bool: self = .truth
    case .string: self = .text
    case .number(let number): self = number.int == nil ? .fraction : .whole
    case .array(let elements):
      guard let first = elements.first, let type = NestedType(first),
        elements.allSatisfy({ NestedType($0) == type })
      else { return nil }
      self = .list(type)
    case .object(let object):
      let members = object.members.compactMap { member in
        NestedType(member.value).map { Member(name: member.key, type: $0) }
      }
      guard !members.isEmpty, members.count == object.members.count,
        Set(members.map { $0.name.lowercased() }).count == members.count,
        !members.contains(where: { $0.name.isEmpty || $0.name.contains("\0") })
      else { return nil }
      self = .object(members)
    }
  }

  /// The type as `duckdb` writes it.
  var text: String {
    switch self {
    case .text: "VARCHAR"
    case .whole: "BIGINT"
    case .fraction: "DOUBLE"
    case .truth: "BOOLEAN"
    case .list(let type): type.text + "[]"
    case .object(let members):
      "STRUCT("
        + members.map { "\(DuckDBText.quoted($0.name, "\"")) \($0.type.text)" }
        .joined(separator: ", ") + ")"
    }
  }
}

/// The parameters of all tools of a kind's rows.
struct ToolParameters {
  /// The type that holds all of them; `nil` if there are none, or none holds them.
  private(set) var type: NestedType?
  /// Whether no type holds all of them.
  private(set) var differ = false
  private var known: Set<String> = []

  /// Adds those of a written row.
  mutating func add(_ line: [UInt8]) {
    guard let row = try? ResponseJSON.value(of: line), let tools = row["tools"], !tools.isNull,
      known.insert(tools.text).inserted
    else { return }
    for tool in tools.array ?? [] {
      guard let parameters = tool["function"]?["parameters"], !parameters.isNull else { continue }
      let found = NestedType(parameters)
      differ = differ || found == nil || type.map { $0 != found } ?? false
      type = differ ? nil : found
    }
  }
}

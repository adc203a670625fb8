internal import FacetConfiguration
internal import FacetJSON

/// A column that only some files of rows have.
enum RowColumn: Sendable {
  /// The texts of the steps before the response.
  case steps
  /// The response's value.
  case value
  /// The scores of these names.
  case scores([String])

  /// Its declaration in a dataset card, as lines.
  var features: [String] {
    switch self {
    case .steps: Self.group("steps", "list", [("name", "string"), ("text", "string")])
    case .value: Self.column("value", "json")
    case .scores(let names):
      // A JSON string is a YAML string too.
      Self.group(
        "scores", "struct", names.map { (JSONValue.string($0).text, "float64") })
    }
  }

  /// The declaration of a column of one type.
  static func column(_ name: String, _ type: String) -> [String] {
    ["  - name: \(name)", "    dtype: \(type)"]
  }

  /// The declaration of a column of lists or structures.
  static func group(_ name: String, _ kind: String, _ members: [(String, String)]) -> [String] {
    ["  - name: \(name)", "    \(kind):"]
      + members.flatMap { ["    - name: \($0.0)", "      dtype: \($0.1)"] }
  }
}

extension RunPlan {
  /// The columns of its rows beside those of every file.
  var rowColumns: [RowColumn] {
    let scores = configuration.scores.map(\.name)
    return (perspectives.contains { $0.strategy?.schema != nil } ? [.value] : [])
      + (perspectives.contains(where: \.showsSteps) ? [.steps] : [])
      + (scores.isEmpty ? [] : [.scores(scores)])
  }
}

internal import FacetJSON
internal import FacetPlatform

/// Writes JSON Lines as Parquet with the `duckdb` program.
struct ParquetForm {
  let columns: [RowOutput.Column]
  let target: RowForm.Target
  /// The bytes of the longest line.
  let longest: Int
  /// The type of the parameters of tools; `nil` if no type holds all of them.
  var toolParameters: NestedType?

  /// Converts a file; the same lines give the same bytes.
  func write(from source: String, to target: String) throws(TrainingError) {
    try checkNames()
    let program = try DuckDB()
    let types = columns.map {
      "\(DuckDBText.quoted($0.name, "\"")): \(DuckDBText.quoted(type(of: $0), "'"))"
    }
    let size = max(1 << 20, longest.multiplied(saturatingBy: 2))
    try program.run(
      "COPY (SELECT * FROM read_json(\(DuckDBText.file(source)), "
        + "format='newline_delimited', maximum_object_size=\(size), "
        + "columns={\(types.joined(separator: ", "))})) TO \(DuckDBText.quoted(target, "'")) "
        + "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20000)")
  }

  /// Checks that no two names differ only in case, which are one to `duckdb`.
  private func checkNames() throws(TrainingError) {
    var names: [String: String] = [:]
    for column in columns {
      if let other = names.updateValue(column.name, forKey: column.name.lowercased()) {
        throw TrainingError(
          "the columns '\(other)' and '\(column.name)' differ only in case, so they cannot be "
            + "written as Parquet; leave one out with 'fields'")
      }
    }
  }

  private func type(of column: RowOutput.Column) -> String {
    if target == .verl { if let type = structType(of: column) { return type } }
    switch column.name {
    case "messages", "chosen", "rejected": return "JSON[]"
    case "prompt" where column.type == .json, "completion" where column.type == .json:
      return "JSON[]"
    case "completions": return "VARCHAR[]"
    case "labels": return "BOOLEAN[]"
    default: break
    }
    return switch column.type {
    case .text: "VARCHAR"
    case .whole: "BIGINT"
    case .fraction: "DOUBLE"
    case .truth: "BOOLEAN"
    case .json: "JSON"
    }
  }

  /// The nested types that pandas turns into lists of dictionaries.
  private func structType(of column: RowOutput.Column) -> String? {
    let call =
      "STRUCT(id VARCHAR, \"type\" VARCHAR, \"function\" STRUCT(name VARCHAR, arguments VARCHAR))"
    return switch column.name {
    case "messages":
      "STRUCT(role VARCHAR, content VARCHAR, reasoning_content VARCHAR, tool_calls \(call)[], "
        + "tool_call_id VARCHAR, name VARCHAR)[]"
    case "prompt": "STRUCT(role VARCHAR, content VARCHAR)[]"
    case "tools":
      "STRUCT(\"type\" VARCHAR, \"function\" STRUCT(name VARCHAR, description VARCHAR, "
        + "parameters \(toolParameters?.text ?? "JSON")))[]"
    default: nil
    }
  }
}

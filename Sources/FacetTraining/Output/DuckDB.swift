internal import FacetJSON
internal import FacetPlatform

/// The `duckdb` program on PATH.
package struct DuckDB: Sendable {
  private let path: String

  /// - Throws: ``TrainingError`` that names what to install if it is missing.
  package init() throws(TrainingError) {
    guard let path = ProgramPath.path(of: "duckdb") else {
      throw TrainingError(
        "Parquet needs the program 'duckdb', which is not on PATH; install it with "
          + "'pip install duckdb-cli' or 'bin/setup --training'")
    }
    self.path = path
  }

  private static let settings =
    "SET threads=1; SET memory_limit='512MB'; SET preserve_insertion_order=true; "
    + "SET autoinstall_known_extensions=false; SET autoload_known_extensions=false; "

  /// Runs a statement; times with a zone are in UTC, wherever the machine is.
  package func run(_ statement: String) throws(TrainingError) {
    let result: FinishedProgram
    do throws(SystemError) {
      result = try FinishedProgram(
        ChildProcess.Command(
          [path, "-no-init", "-batch", "-c", Self.settings + statement],
          environment: ProgramPath.environment.filter { !$0.hasPrefix("TZ=") } + ["TZ=UTC"]))
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
    guard result.status.isSuccess else {
      throw TrainingError(
        "'duckdb' ended with \(result.status): \(DuckDBText.message(result.errorOutput))",
        isMistake: false)
    }
  }

  /// Writes the rows of a Parquet file as JSON Lines.
  ///
  /// - Throws: ``TrainingError`` that names the column for values that JSON does not have.
  package func writeLines(of source: String, to target: String) throws(TrainingError) {
    let rows = "read_parquet(\(DuckDBText.file(source)))"
    let place = DuckDBText.quoted(target, "'") + " (FORMAT json)"
    try run(
      "COPY (SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM \(rows))) "
        + "TO \(place)")
    var lines = try JSONLines(path: target)
    var columns: [String] = []
    while let column = try lines.next() {
      let type = column["type"]?.string ?? ""
      let name = column["name"]?.string ?? ""
      // A type is written in capitals and the names of its fields as they are.
      guard !type.split(whereSeparator: { !$0.isLetter && $0 != "_" }).contains("BLOB") else {
        throw TrainingError(
          "'\(source)': the column '\(name)' holds bytes (\(type)), which JSON does not have; "
            + "write the file without it, or with its texts as texts")
      }
      let quoted = DuckDBText.quoted(name, "\"")
      columns.append("\(Self.value(quoted, type, of: name, in: source)) AS \(quoted)")
    }
    try run("COPY (SELECT \(columns.joined(separator: ", ")) FROM \(rows)) TO \(place)")
  }

  /// The expression for a column's values: JSON has no infinity, and `NaN` is no value.
  private static func value(
    _ expression: String, _ type: String, of name: String, in source: String
  ) -> String {
    if ["DOUBLE", "FLOAT"].contains(type) {
      let words = DuckDBText.quoted(
        "'\(source)': the column '\(name)' holds an infinite number, which JSON does not have", "'")
      return "CASE WHEN isinf(\(expression)) THEN error(\(words)) "
        + "WHEN isnan(\(expression)) THEN NULL ELSE \(expression) END"
    }
    guard type.hasSuffix("]"), let end = type.lastIndex(of: "["),
      type.hasPrefix("DOUBLE") || type.hasPrefix("FLOAT")
    else { return expression }
    let element = "x\(type.count)"
    let value = value(element, String(type[..<end]), of: name, in: source)
    return "[\(value) FOR \(element) IN \(expression)]"
  }
}

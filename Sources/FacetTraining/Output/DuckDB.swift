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

  /// Runs a statement.
  package func run(_ statement: String) throws(TrainingError) {
    let result: FinishedProgram
    do throws(SystemError) {
      result = try FinishedProgram(
        ChildProcess.Command(
          [path, "-no-init", "-batch", "-c", Self.settings + statement],
          environment: ProgramPath.environment))
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
    guard result.status.isSuccess else {
      let words = String(decoding: result.errorOutput, as: UTF8.self)
      throw TrainingError(
        "duckdb ended with \(result.status): \(words.prefix(500))", isMistake: false)
    }
  }

  /// Writes the rows of a Parquet file as JSON Lines.
  package func writeLines(of source: String, to target: String) throws(TrainingError) {
    try run(
      "COPY (SELECT * FROM read_parquet(\(DuckDBText.file(source)))) TO "
        + "\(DuckDBText.quoted(target, "'")) (FORMAT json)")
  }
}

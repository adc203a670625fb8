internal import FacetJSON
internal import FacetPlatform

/// Writes JSON Lines as Parquet with the `duckdb` program.
struct ParquetForm {
  let columns: [RowOutput.Column]
  let target: RowForm.Target
  /// The bytes of the longest line.
  let longest: Int

  /// Converts a file; the same lines give the same bytes.
  func write(from source: String, to target: String) async throws(TrainingError) {
    let program = try DuckDB()
    let types = columns.map {
      "\(DuckDB.quoted($0.name, "\"")): \(DuckDB.quoted(type(of: $0), "'"))"
    }
    let size = max(1 << 20, longest.multiplied(saturatingBy: 2))
    try await program.run(
      "COPY (SELECT * FROM read_json(\(DuckDB.quoted(source, "'")), "
        + "format='newline_delimited', maximum_object_size=\(size), "
        + "columns={\(types.joined(separator: ", "))})) TO \(DuckDB.quoted(target, "'")) "
        + "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20000)")
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
        + "parameters JSON))[]"
    default: nil
    }
  }
}

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
  package func run(_ statement: String) async throws(TrainingError) {
    let result: ProgramResult
    do throws(SystemError) {
      result = try await ProgramResult(
        of: ChildProcess.Command(
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
  package func writeLines(of source: String, to target: String) async throws(TrainingError) {
    try await run(
      "COPY (SELECT * FROM read_parquet(\(Self.quoted(source, "'")))) TO "
        + "\(Self.quoted(target, "'")) (FORMAT json)")
  }

  static func quoted(_ text: String, _ quote: Character) -> String {
    let quote = String(quote)
    return quote + text.replacing(quote, with: quote + quote) + quote
  }
}

/// Programs that the user has installed.
enum ProgramPath {
  /// The path of a program on PATH, or in the project's own environment.
  static func path(of name: String) -> String? {
    var folders = (variable("PATH") ?? "").split(separator: ":").map(String.init)
    folders.append(FileSystem.workingDirectory + "/.venv-training/bin")
    return folders.lazy.map { "\($0)/\(name)" }.first(where: FileSystem.isExecutable)
  }

  static func variable(_ name: String) -> String? {
    environment.lazy.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
  }

  /// The environment of this process.
  static var environment: [String] {
    let bytes = (try? FileSystem.contents(of: "/proc/self/environ")) ?? []
    return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }
}

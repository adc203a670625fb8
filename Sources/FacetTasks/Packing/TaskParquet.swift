internal import FacetJSON
internal import FacetPlatform
internal import FacetTraining

/// Task archives in a Parquet file with the columns `path` and `task_binary`, by the `duckdb`
/// program.
package enum TaskParquet {
  /// A row of the file.
  package struct Row: Sendable, Hashable {
    package var path: String
    package var archive: [UInt8]

    package init(path: String, archive: [UInt8]) {
      self.path = path
      self.archive = archive
    }
  }

  /// Why a file cannot be read or written.
  package struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
      self.description = description
    }
  }

  /// The most rows that are read, and the most bytes of their archives together, which are in memory.
  private static let mostRows = 1_000_000
  private static let mostBytes = 2 << 30

  /// Writes a file of the tasks in a folder, one after another; it appears whole or not at all, and
  /// the same tasks give the same bytes.
  ///
  /// - Returns: The number of tasks.
  package static func write(
    _ tasks: TaskFolder, to path: String, environment: [String: String]
  ) async throws -> Int {
    let names = try tasks.tasks()
    guard !names.isEmpty else { throw Failure("'\(tasks.path)' holds no task directory") }
    let folder = try scratchFolder(beside: path)
    defer { FileTree.remove(folder) }
    let rows = try AtomicFile(in: folder)
    for name in names {
      let archive = try await TaskArchive.bytes(of: "\(tasks.path)/\(name)")
      let row: JSONValue = [
        "path": .string(name), "task_binary": .string(Base64.text(of: archive)),
      ]
      try rows.append(row.bytes() + [0x0A])
    }
    try rows.commit(to: folder + "/rows.jsonl")
    _ = try await duckdb(
      """
      SET threads = 1; COPY (SELECT path, from_base64(task_binary) AS task_binary
      FROM read_json('rows.jsonl', format = 'newline_delimited', maximum_object_size = 1073741824,
      columns = {path: 'VARCHAR', task_binary: 'VARCHAR'}))
      TO 'tasks.parquet' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 256)
      """, in: folder, environment: environment)
    try FileSystem.sync(folder + "/tasks.parquet")
    try FileSystem.rename(folder + "/tasks.parquet", to: path)
    return names.count
  }

  /// The rows of a file.
  package static func rows(
    of path: String, environment: [String: String]
  ) async throws(Failure) -> [Row] {
    guard FileSystem.exists(path), !FileSystem.isDirectory(path) else {
      throw Failure(PathForm.missing(path))
    }
    let folder = try scratchFolder(beside: path)
    defer { FileTree.remove(folder) }
    let file = DuckDBText.file(path)
    let sizes: [UInt8]
    do throws(Failure) {
      sizes = try await duckdb(
        """
        SELECT count(*), coalesce(sum(octet_length(task_binary) + strlen(path::VARCHAR)), 0)
        FROM read_parquet(\(file))
        """,
        options: ["-noheader", "-list", "-separator", " "], in: folder, environment: environment)
    } catch {
      throw Failure(
        "'\(path)' cannot be read as Parquet with the columns 'path' and 'task_binary': \(error)")
    }
    let numbers = String(decoding: sizes, as: UTF8.self).split { $0.isWhitespace }.map { Int($0) }
    guard numbers.count == 2, let count = numbers[0], let size = numbers[1] else {
      throw Failure("the size of '\(path)' cannot be read")
    }
    guard count <= mostRows, size <= mostBytes else {
      throw Failure(
        "'\(path)' has \(count) rows with paths and archives of \(size >> 20) MiB together; at most "
          + "\(mostRows) and \(mostBytes >> 20) MiB are read: split it")
    }
    _ = try await duckdb(
      """
      COPY (SELECT path::VARCHAR AS path, base64(task_binary) AS task_binary
      FROM read_parquet(\(file))) TO 'rows.jsonl' (FORMAT json)
      """, in: folder, environment: environment)
    var rows: [Row] = []
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try FileSystem.contents(of: folder + "/rows.jsonl")
    } catch {
      throw Failure("\(error)")
    }
    for (index, line) in bytes.split(separator: 0x0A).enumerated() {
      guard let value = try? ResponseJSON.value(of: Array(line)), let name = value["path"]?.string,
        let archive = value["task_binary"]?.string.flatMap(Base64.bytes)
      else { throw Failure("row \(index) of '\(path)' has no path or no archive") }
      rows.append(Row(path: name, archive: archive))
    }
    return rows
  }

  private static func scratchFolder(beside path: String) throws(Failure) -> String {
    let folder =
      "\(FileSystem.absolute(FileSystem.parent(of: path), in: FileSystem.workingDirectory))"
      + "/.facet-tasks-\(UInt64.random(in: 0 ... .max))"
    do throws(SystemError) {
      try FileSystem.makeDirectories(folder)
    } catch {
      throw Failure("\(error)")
    }
    return folder
  }

  private static func duckdb(
    _ statement: String, options: [String] = [], in folder: String, environment: [String: String]
  ) async throws(Failure) -> [UInt8] {
    guard let program = ProgramPath.path(of: "duckdb") else {
      throw Failure(
        "Parquet needs the program 'duckdb', which is not on PATH; install it with "
          + "'pip install duckdb-cli' or 'bin/setup --training'")
    }
    let result: ProgramResult
    do throws(SystemError) {
      result = try await ProgramResult(
        of: ChildProcess.Command(
          [
            "/bin/sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", folder, program, "-no-init",
            "-bail",
          ] + options + ["-c", statement],
          environment: ["PATH=\(environment["PATH"] ?? "")", "HOME=\(folder)", "LANG=C.UTF-8"]),
        outputLimit: 64 << 10)
    } catch {
      throw Failure("\(error)")
    }
    guard result.status.isSuccess else {
      throw Failure(
        "'duckdb' ended with \(result.status): \(DuckDBText.message(result.errorOutput))")
    }
    return result.output
  }
}

internal import FacetPlatform

/// Parquet files as JSON Lines, each converted once by the program `duckdb` and kept by its digest.
package enum ParquetLines {
  /// Whether a file is Parquet, by its first bytes.
  package static func isParquet(_ path: String) -> Bool {
    (try? FileSystem.prefix(of: path, count: 4)) == Array("PAR1".utf8)
  }

  /// The path of the file's rows as JSON Lines.
  ///
  /// - Parameter folder: Where converted files are kept.
  package static func path(of parquet: String, in folder: String) throws(TrainingError) -> String {
    let digest: String
    do throws(SystemError) {
      digest = try String(SHA256(ofFile: parquet).description.prefix(16))
    } catch {
      throw TrainingError("\(error)")
    }
    let name = FileSystem.name(of: parquet)
    let stem = name.hasSuffix(".parquet") ? String(name.dropLast(".parquet".count)) : name
    let path = "\(folder)/\(stem)-\(digest).jsonl"
    if FileSystem.exists(path) { return path }
    let program = try DuckDB()
    do throws(SystemError) {
      try FileSystem.makeDirectories(folder)
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
    // A conversion that is cut short leaves no file of the final name, and one that fails no folder.
    let unfinished = "\(folder)/.facet-parquet-\(UInt64.random(in: 0 ... .max))"
    defer {
      FileSystem.remove(unfinished)
      FileSystem.removeEmptyFolder(folder)
    }
    try program.writeLines(of: parquet, to: unfinished)
    do throws(SystemError) {
      try FileSystem.rename(unfinished, to: path)
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
    return path
  }
}

internal import FacetJSON
internal import FacetPlatform

/// The sources of an export that are where they were and have not changed.
struct UnchangedSources {
  private let declared: [JSONValue]
  /// Where Parquet is kept as JSON Lines.
  private let folder: String

  /// - Parameter metadata: The export's metadata.
  init(metadata: JSONValue, converting folder: String) {
    declared = metadata["sources"]?.array ?? []
    self.folder = folder
  }

  /// The name of the source that each file belongs to.
  var names: [String] { declared.map { $0["name"]?.string ?? "" } }

  /// Reads the samples of a file, if it is unchanged; what cannot be read is noted.
  func read(
    _ number: Int, _ report: inout ExportVerification.Report,
    _ body: (TrainingSample, SourceFile) throws(TrainingError) -> Void
  ) {
    guard let path = declared[number]["path"]?.string, FileSystem.exists(path),
      (try? SHA256(ofFile: path))?.description == declared[number]["sha256"]?.string
    else { return }
    var runs = RunChoices()
    runs.runs = .all
    do throws(TrainingError) {
      let file =
        ParquetLines.isParquet(path)
        ? try SourceFile(path: try ParquetLines.path(of: path, in: folder), named: path)
        : try SourceFile(path: path)
      var stream = try file.stream(options: runs)
      while let sample = try stream.next() { try body(sample, file) }
    } catch {
      report.note("the source '\(path)' was not read to its end: \(error)")
    }
  }
}

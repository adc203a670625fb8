internal import FacetJSON
internal import FacetPlatform
internal import FacetTables

/// The chosen questions as the input of a run.
package struct EpisodeInput: Sendable {
  private let samples: [EpisodeSample]

  package init(_ samples: [EpisodeSample]) {
    self.samples = samples
  }

  /// Writes one row per question, atomically; the same questions give the same bytes.
  ///
  /// - Throws: ``CSVProfileError`` for a file that cannot be read, `SystemError` when the rows
  ///   cannot be written.
  package func write(to path: String) throws {
    var overviews: [CSVSource: String] = [:]
    let file = try AtomicFile(in: FileSystem.parent(of: path))
    for sample in samples {
      let overview: String
      if let known = overviews[sample.source] {
        overview = known
      } else {
        overview = try Self.overview(of: sample.source)
        overviews[sample.source] = overview
      }
      try file.append(JSONValue.object(sample.row(overview: overview)).line)
    }
    try file.commit(to: path)
  }

  private static func overview(of source: CSVSource) throws(CSVProfileError) -> String {
    let choices = CSVDialect.Choices(reading: source.reading)
    return try CSVProfiler.profile(of: source.path, choices: choices).overview
  }
}

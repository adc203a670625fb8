internal import FacetJSON
internal import FacetPlatform

/// One or more datasets in, one self-contained HTML page out.
///
/// Datasets are streamed: memory holds one sample at a time. The page is written atomically. It
/// shows the columns of several datasets side by side.
package struct DatasetReport: Sendable {
  /// The paths of the datasets: JSON documents, or JSON Lines with a metadata file beside them.
  package var datasets: [String]
  /// The positions of the samples to show of each dataset; `nil` for all.
  package var selection: Range<Int>?
  /// The maximum size of a page in bytes; browsers struggle with larger ones.
  package var largestPage = 256 << 20

  /// The start of a page that Facet wrote.
  private static let page = OutputGuard.Content(
    "a report", beginnings: ["<!doctypehtml><htmllang=\"en\"><head>"], mark: "Facet report")

  /// The size of a report.
  package struct Summary: Sendable, Hashable {
    /// Samples in the page.
    package var samples = 0
    /// Samples in the datasets.
    package var total = 0
  }

  package init(datasets: [String], selection: Range<Int>? = nil) {
    self.datasets = datasets
    self.selection = selection
  }

  /// Writes the page.
  ///
  /// - Throws: ``ReportError`` if a file is not a dataset, the page would be too large, the path has
  ///   other content, or the page cannot be written.
  @discardableResult
  package func write(to path: String) throws(ReportError) -> Summary {
    try check(path)
    var page = try ReportPage(
      title: datasets.map(FileSystem.name).joined(separator: " and "),
      directory: FileSystem.parent(of: path))
    var summary = Summary()
    var frames: [JSONValue] = []
    for (position, dataset) in datasets.enumerated() {
      frames.append(try add(dataset, at: position, to: &page, &summary))
    }
    try page.finish(frames)
    try page.commit(to: path)
    return summary
  }

  private func check(_ path: String) throws(ReportError) {
    let kept = datasets.map { OutputGuard.KeptFile("the dataset itself", $0) }
    do throws(OutputGuard.Refusal) {
      try OutputGuard(keeping: kept).check(path, for: Self.page)
    } catch {
      throw ReportError(message: "\(error)")
    }
  }

  /// Adds a dataset's samples to the page, and returns its frame.
  private func add(
    _ dataset: String, at position: Int, to page: inout ReportPage, _ summary: inout Summary
  ) throws(ReportError) -> JSONValue {
    var source: any SampleSource =
      dataset.hasSuffix(".jsonl")
      ? try DatasetRows(path: dataset) : try DatasetDocument(path: dataset)
    var (samples, total) = (0, 0)
    while let sample = try source.next() {
      total += 1
      guard selection?.contains(total - 1) ?? true else { continue }
      try page.add(sample, of: position)
      guard page.size <= largestPage else { throw tooLarge(samples) }
      samples += 1
    }
    if let selection, samples == 0 {
      throw ReportError(
        message: "'\(dataset)' has \(total) \(total == 1 ? "sample" : "samples"), none at position "
          + "\(selection.lowerBound) or after")
    }
    summary.samples += samples
    summary.total += total
    return try source.frame().json(
      total: total, file: FileSystem.name(of: dataset), label: label(of: position))
  }

  /// A unique label for a dataset: its name, or its path if the name is not unique.
  private func label(of position: Int) -> String {
    let names = datasets.map(FileSystem.name)
    let isUnique = names.count { $0 == names[position] } == 1
    return isUnique ? names[position] : datasets[position]
  }

  private func tooLarge(_ samples: Int) -> ReportError {
    let first = selection?.lowerBound ?? 0
    let end = first + max(1, samples / 10 * 9)
    return ReportError(
      message: "the page would be larger than \(largestPage >> 20) MB, too large for a browser; "
        + "select part of the dataset, such as '--samples \(first):\(end)'")
  }
}

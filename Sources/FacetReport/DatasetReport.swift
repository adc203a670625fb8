internal import FacetJSON
internal import FacetPlatform

/// A dataset or several in, one HTML page out that needs nothing else: no network, no other file.
///
/// Datasets are streamed: memory holds one sample at a time. The page comes into being whole or not
/// at all; of several datasets it shows the columns side by side.
package struct DatasetReport: Sendable {
  /// The datasets: each a JSON document, or JSON Lines with their metadata beside them.
  package var datasets: [String]
  /// Positions among each dataset's samples to take; `nil` for all.
  package var selection: Range<Int>?
  /// A page larger than this is not written: a browser would not open it well.
  package var largestPage = 256 << 20

  /// How a page begins that this program wrote.
  private static let page = OutputGuard.Content(
    "a report", beginnings: ["<!doctypehtml><htmllang=\"en\"><head>"], mark: "Facet report")

  /// What a report holds.
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
  /// - Throws: ``ReportError`` for a file that is no dataset, a page that would be too large, a path
  ///   that holds something else, or a page that cannot be written.
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
        message: "'\(dataset)' has \(total) samples, none at \(selection.lowerBound) or after")
    }
    summary.samples += samples
    summary.total += total
    return try source.frame().json(
      total: total, file: FileSystem.name(of: dataset), label: label(of: position))
  }

  /// What tells a dataset from the others: its name, or its path where names are alike.
  private func label(of position: Int) -> String {
    let names = datasets.map(FileSystem.name)
    let isUnique = names.count { $0 == names[position] } == 1
    return isUnique ? names[position] : datasets[position]
  }

  private func tooLarge(_ samples: Int) -> ReportError {
    let first = selection?.lowerBound ?? 0
    let end = first + max(1, samples / 10 * 9)
    return ReportError(
      message: "the page would be larger than \(largestPage >> 20) MB, too much for a browser; "
        + "take a part of the dataset, such as '--samples \(first):\(end)'")
  }
}

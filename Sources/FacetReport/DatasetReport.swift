internal import FacetJSON
internal import FacetPlatform

/// A dataset in, one HTML page out that needs nothing else: no network, no other file.
///
/// The dataset is streamed: memory holds one sample at a time. The page comes into being whole or
/// not at all.
package struct DatasetReport: Sendable {
  /// The dataset: a JSON document, or JSON Lines with their metadata beside them.
  package var dataset: String
  /// Positions among the dataset's samples to take; `nil` for all.
  package var selection: Range<Int>?
  /// A page larger than this is not written: a browser would not open it well.
  package var largestPage = 256 << 20

  /// What a report holds.
  package struct Summary: Sendable, Hashable {
    /// Samples in the page.
    package var samples = 0
    /// Samples in the dataset.
    package var total = 0
  }

  package init(dataset: String, selection: Range<Int>? = nil) {
    self.dataset = dataset
    self.selection = selection
  }

  /// Writes the page.
  ///
  /// - Throws: ``ReportError`` for a file that is no dataset, a page that would be too large, or a
  ///   page that cannot be written.
  @discardableResult
  package func write(to path: String) throws(ReportError) -> Summary {
    guard !FileSystem.areSame(dataset, path) else {
      throw ReportError(
        message: "'\(path)' is the dataset itself; name another file for the report")
    }
    var source: any SampleSource =
      dataset.hasSuffix(".jsonl")
      ? try DatasetRows(path: dataset) : try DatasetDocument(path: dataset)
    var page = try ReportPage(
      title: FileSystem.name(of: dataset), directory: FileSystem.parent(of: path))
    var summary = Summary()
    while let sample = try source.next() {
      summary.total += 1
      guard selection?.contains(summary.total - 1) ?? true else { continue }
      try page.add(sample)
      guard page.size <= largestPage else { throw tooLarge(summary) }
      summary.samples += 1
    }
    if let selection, summary.samples == 0 {
      throw ReportError(
        message: "'\(dataset)' has \(summary.total) samples, none at \(selection.lowerBound) "
          + "or after")
    }
    try page.finish(try source.frame(), total: summary.total, file: FileSystem.name(of: dataset))
    try page.commit(to: path)
    return summary
  }

  private func tooLarge(_ summary: Summary) -> ReportError {
    let first = selection?.lowerBound ?? 0
    let end = first + max(1, summary.samples * 9 / 10)
    return ReportError(
      message: "the page would be larger than \(largestPage >> 20) MB, too much for a browser; "
        + "take a part of the dataset, such as '--samples \(first):\(end)'")
  }
}

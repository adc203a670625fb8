/// The samples of a dataset, one after the other, and its metadata.
protocol SampleSource {
  /// The next sample, or `nil` after the last one.
  mutating func next() throws(ReportError) -> ReportSample?

  /// The metadata of the dataset; call it after the last sample.
  mutating func frame() throws(ReportError) -> ReportFrame
}

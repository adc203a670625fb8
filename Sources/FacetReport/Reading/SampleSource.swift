/// The samples of a dataset, one after the other, and what belongs to all of them.
protocol SampleSource {
  /// The next sample, or `nil` after the last one.
  mutating func next() throws(ReportError) -> ReportSample?

  /// What the dataset says beside its samples; asked for after the last one.
  mutating func frame() throws(ReportError) -> ReportFrame
}

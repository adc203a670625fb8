package import FacetPlatform

/// What a run's samples are written to, in order.
package protocol DatasetSink {
  /// Adds one sample with the outcomes of all columns.
  mutating func write(_ sample: Sample, outcomes: [CellOutcome]) throws(SystemError)

  /// Writes what remains and gives the file its name.
  ///
  /// - Returns: The path of the dataset.
  mutating func finish(_ metadata: DatasetMetadata) throws(SystemError) -> String
}

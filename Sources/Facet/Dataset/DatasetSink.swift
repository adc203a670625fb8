package import FacetPlatform

/// The output of a run's samples, written in order.
package protocol DatasetSink {
  /// Adds one sample with the outcomes of all columns.
  mutating func write(_ sample: Sample, outcomes: [CellOutcome]) throws(SystemError)

  /// Writes the remainder and gives the file its final name.
  ///
  /// - Returns: The path of the dataset.
  mutating func finish(_ metadata: DatasetMetadata) throws(SystemError) -> String
}

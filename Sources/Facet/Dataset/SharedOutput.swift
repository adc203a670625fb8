internal import FacetPlatform

/// Replaces a file of rows that another process of the same run writes.
struct SharedOutput: DatasetSink {
  let path: String

  mutating func write(_ sample: Sample, outcomes: [CellOutcome]) {}

  mutating func finish(_ metadata: DatasetMetadata) throws(SystemError) -> String {
    guard ContinuedFile.isFree(path) else { return path }
    throw SystemError(
      "complete '\(path)': the process that wrote it has ended; run the same command again, which "
        + "reuses every answer", code: 0)
  }
}

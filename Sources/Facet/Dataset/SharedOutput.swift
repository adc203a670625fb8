internal import FacetJSON
internal import FacetPlatform

/// Replaces a file of rows that another process of the same run writes.
struct SharedOutput: DatasetSink {
  let path: String
  /// The companion, which the writer of the rows writes last.
  let metadataPath: String

  mutating func write(_ sample: Sample, outcomes: [CellOutcome]) {}

  mutating func finish(_ metadata: DatasetMetadata) throws(SystemError) -> String {
    if !ContinuedFile.isFree(path) || isComplete(like: metadata) { return path }
    throw SystemError(
      "complete '\(path)': the process that wrote it has ended; run the same command again, which "
        + "reuses every answer", code: 0)
  }

  /// Whether the other process has completed the rows of this run before this one got here.
  private func isComplete(like metadata: DatasetMetadata) -> Bool {
    guard let bytes = try? FileSystem.contents(of: metadataPath),
      let written = try? ResponseJSON.value(of: bytes)
    else { return false }
    return written["status"] == "complete"
      && ["configuration_fingerprint", "input_sha256"].allSatisfy {
        written[$0] == metadata.object[$0]
      }
  }
}

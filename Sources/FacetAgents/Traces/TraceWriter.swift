internal import Facet
internal import FacetJSON
internal import FacetPlatform

/// Writes a folder for each trial that has ended, and the rows of all of them.
struct TraceWriter: DatasetSink {
  private let path: String
  private let folder: String
  private let output: TraceOutput
  private let start: Timestamp
  private let isRehearsal: Bool
  private let tally: TraceTally
  private let file: AtomicFile

  init(run: OutputOfRun, output: TraceOutput, tally: TraceTally) throws(SystemError) {
    path = run.path
    start = run.start
    isRehearsal = run.isRehearsal
    self.output = output
    self.tally = tally
    folder = FileSystem.absolute(
      FileSystem.parent(of: run.path), in: FileSystem.workingDirectory)
    file = try AtomicFile(in: folder)
    FileSystem.removeLeftFolders(in: folder, named: ".trial-")
  }

  mutating func write(_ sample: Sample, outcomes: [CellOutcome]) throws(SystemError) {
    for outcome in outcomes {
      guard let record = outcome.product as? TrialRecord
      else {
        tally.leftOut()
        continue
      }
      tally.add(record)
      try TrialFolder(record: record, job: folder, output: output).write()
      guard output.takes(record) else { continue }
      for var row in TraceRow(record: record, output: output).rows {
        if isRehearsal { row["rehearsal"] = true }
        try file.append(JSONValue.object(row).bytes(style: .line) + [UInt8(ascii: "\n")])
      }
    }
  }

  /// Commits the rows; those of an unfinished run do not take the place of a complete run's.
  mutating func finish(_ metadata: DatasetMetadata) throws(SystemError) -> String {
    let partial = TraceOutput.partialPath(of: self.path)
    let path = metadata.isComplete ? self.path : partial
    try file.commit(to: path)
    if metadata.isComplete { FileSystem.remove(partial) }
    try JobFolder(folder: folder, output: output, summary: tally.summary, start: start).write()
    return path
  }
}

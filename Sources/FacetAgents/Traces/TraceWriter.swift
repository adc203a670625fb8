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
  /// What the job's lock says of each trial.
  private var locks: [JSONValue] = []
  private var names: Set<String> = []

  /// - Parameters:
  ///   - path: The rows of a complete run; its folder is the job's.
  ///   - start: The run's start.
  ///   - isRehearsal: Whether a rehearsed agent answers; every row says so.
  init(
    path: String, start: Timestamp, isRehearsal: Bool, output: TraceOutput, tally: TraceTally
  ) throws(SystemError) {
    self.path = path
    self.start = start
    self.isRehearsal = isRehearsal
    self.output = output
    self.tally = tally
    folder = FileSystem.absolute(
      FileSystem.parent(of: path), in: FileSystem.workingDirectory)
    file = try AtomicFile(in: folder)
    FileSystem.removeLeftFolders(in: folder, named: ".trial-")
  }

  mutating func write(_ sample: Sample, outcomes: [CellOutcome]) throws(SystemError) {
    for outcome in outcomes { try write(outcome.product as? TrialRecord) }
  }

  /// Writes a trial; nil for one that has not ended.
  mutating func write(_ record: TrialRecord?) throws(SystemError) {
    guard let record else { return tally.leftOut() }
    tally.add(record)
    let trial = TrialFolder(record: record, job: folder, output: output)
    try trial.write()
    locks.append(trial.lock)
    names.insert(record.name)
    guard output.takes(record) else { return }
    for var row in TraceRow(record: record, output: output).rows {
      if isRehearsal { row["rehearsal"] = true }
      try file.append(JSONValue.object(row).bytes(style: .line) + [UInt8(ascii: "\n")])
    }
  }

  mutating func finish(_ metadata: DatasetMetadata) throws(SystemError) -> String {
    try finish(isComplete: metadata.isComplete)
  }

  /// Commits the rows; those of an unfinished run do not take the place of a complete run's.
  ///
  /// - Returns: The path of the rows.
  func finish(isComplete: Bool) throws(SystemError) -> String {
    let partial = TraceOutput.partialPath(of: self.path)
    let path = isComplete ? self.path : partial
    try file.commit(to: path)
    if isComplete {
      FileSystem.remove(partial)
      removeEarlierTrials()
    }
    try JobFolder(
      folder: folder, output: output, summary: tally.summary, start: start, locks: locks
    ).write()
    return path
  }

  /// Removes the job's folders of trials that are none of this run, which the configuration no
  /// longer declares.
  private func removeEarlierTrials() {
    for name in FileSystem.names(in: folder) where name.contains("__") && !names.contains(name) {
      let config = FileTree.contents(of: "\(name)/config.json", below: folder, most: 1 << 20)
        .flatMap { try? ResponseJSON.value(of: $0) }
      guard config?["job_id"]?.string == output.jobID, config?["trial_name"]?.string == name
      else { continue }
      FileSystem.removeFolder("\(folder)/\(name)")
    }
  }
}

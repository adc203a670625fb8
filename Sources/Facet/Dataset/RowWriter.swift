internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

extension RunPlan {
  /// The file that rows are written to. Where nothing may be sent, it replaces the output once it
  /// is complete.
  fileprivate var rowsPath: String {
    options.usesOnlyLedger ? output.partialPath : output.path
  }
}

/// Writes a dataset as JSON Lines during the run, one row per cell, with a companion file of
/// metadata.
struct RowWriter: DatasetSink {
  private let plan: RunPlan
  private var encoder: RowEncoder
  /// Rows that are complete but not yet in the file.
  private var rows: [UInt8] = []
  private let file: ContinuedFile

  init(plan: RunPlan) throws(SystemError) {
    self.plan = plan
    encoder = RowEncoder(plan: plan)
    try FileSystem.makeDirectories(plan.output.directory)
    file = try ContinuedFile(path: plan.rowsPath)
    try RowCard(folder: plan.output.directory).add(
      FileSystem.name(of: plan.output.path), with: encoder.columns)
  }

  mutating func write(_ sample: Sample, outcomes: [CellOutcome]) throws(SystemError) {
    // A cell that was not requested has no row yet; a resumed run adds it.
    for (outcome, column) in zip(outcomes, plan.columns)
    where outcome.status != .pending && outcome.status != .unneeded {
      rows += encoder.row(of: outcome, column: column, sample: sample)
      rows.append(UInt8(ascii: "\n"))
    }
    try file.append(rows)
    rows.removeAll(keepingCapacity: true)
  }

  mutating func finish(_ metadata: DatasetMetadata) throws(SystemError) -> String {
    try file.finish()
    if plan.rowsPath != plan.output.path {
      // Rows of another session stay until these are as many.
      guard metadata.isComplete else { return plan.rowsPath }
      try FileSystem.rename(plan.rowsPath, to: plan.output.path)
    }
    var companion = metadata.object
    companion["agent_perspectives"] = .array(plan.columns.map { .object($0.json) })
    companion["task_type"] = .string(plan.configuration.taskType)
    companion["task_description"] = .string(plan.configuration.taskDescription)
    let document = try AtomicFile(in: plan.output.directory)
    try document.append(JSONValue.object(companion).bytes(style: .indented) + [0x0A])
    try document.commit(to: plan.output.metadataPath)
    return plan.output.path
  }
}

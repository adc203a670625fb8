internal import FacetConfiguration
internal import FacetHTTP
internal import FacetPlatform
internal import FacetTables

/// Every decision before the first request: which models get which prompts, how often, and where
/// the dataset goes.
struct RunPlan: Sendable {
  var configuration: TaskConfiguration
  var options: RunOptions
  /// In the order of the dataset, including the prepended reference.
  var perspectives: [PlannedPerspective]
  /// One per completion of each perspective, in the order of the dataset.
  var columns: [PlannedColumn]
  var lanes: [PlannedLane]
  /// The slots of each endpoint used by lanes.
  var endpointSlots: [Int]
  var input: PlannedInput
  var output: OutputLocation
  /// The ledger's path; `nil` for no ledger.
  var ledgerPath: String?
  /// The root certificates that verify providers.
  var trustedRoots = TrustedRoots()
  /// Whether the ledger may hold answers of earlier runs, or of earlier sessions of this run.
  var mayReuse = false
  /// The budget used by earlier sessions of the run, and their working time.
  var earlier = EarlierSessions()
  /// The run's start; the start of its first session if it is resumed.
  var start: Timestamp
  /// The folder of the run's shard; `nil` for a whole run.
  var shardFolder: String?
  /// Where the user wants the dataset of all shards; `nil` for a generated name or a whole run.
  var mergedPath: String?

  /// The cells that ask a model, excluding the reference's.
  var cellCount: Int { columns.count { $0.perspective.strategy != nil } * input.sampleCount }

  /// The expected usage of the run, from configuration and data alone.
  var forecast: TokenForecast { TokenForecast(perspectives: perspectives, tally: input.tally) }

  /// Requests of a run without failures.
  var callCount: Int { forecast.calls }

  /// The maximum number of requests in flight.
  var slots: Int { endpointSlots.reduce(0, +) }
}

/// The totals of the sessions before this one.
struct EarlierSessions: Sendable {
  var sessions = 0
  var spent = Spending()
  /// The number of paid answers, and of those whose cost is unknown.
  var answers = 0
  var unpricedAnswers = 0
  var elapsed = Duration.zero
}

/// The samples of a run, with their counts.
struct PlannedInput: Sendable {
  /// Where the file was found.
  var path: String
  var selection: SampleSelection
  /// The samples of this run; of a shard, its own.
  var sampleCount: Int
  /// The samples of all shards; the same number for a whole run.
  var selectionCount: Int
  /// Whether the file holds more samples than the run takes.
  var leavesSamplesOut: Bool
  /// The rows left out before the last sample.
  var omissions = InputOmissions()
  /// The SHA-256 of the whole file.
  var sha256: SHA256
  /// The form of a table, so that the file need not be surveyed again; nil for other files.
  var dialect: CSVDialect?
  var tally: InputTally
  /// Fields that prompts need and some samples lack.
  var gaps: [SampleGap] = []
  /// Steps whose names hide fields of the samples.
  var hidingSteps: [HidingStep] = []

  /// A reader of the selected samples.
  func reader(_ data: DataConfiguration) throws(SampleError) -> SampleReader {
    try SampleReader(path: path, data: data, selection: selection, dialect: dialect)
  }
}

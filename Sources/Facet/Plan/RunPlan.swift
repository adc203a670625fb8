internal import FacetConfiguration
internal import FacetHTTP
internal import FacetPlatform

/// Everything that is decided before the first request: who is asked what, how often, and where
/// the dataset goes.
struct RunPlan: Sendable {
  var configuration: TaskConfiguration
  var options: RunOptions
  /// In the order of the dataset, the prepended reference included.
  var perspectives: [PlannedPerspective]
  /// One per completion of each perspective, in the order of the dataset.
  var columns: [PlannedColumn]
  var lanes: [PlannedLane]
  /// The slots of each endpoint that lanes refer to.
  var endpointSlots: [Int]
  var input: PlannedInput
  var output: OutputLocation
  /// Where responses are kept; `nil` for nowhere.
  var ledgerPath: String?
  /// The root certificates that providers are checked against.
  var trustedRoots = TrustedRoots()
  /// Whether the ledger may hold answers of earlier runs, or of earlier sessions of this one.
  var mayReuse = false
  /// What earlier sessions of the run have used of its budget, and how long they have worked.
  var earlier = EarlierSessions()
  /// The run's start; that of its first session where it goes on.
  var start: Timestamp

  /// Cells that ask a model; the reference's do not.
  var cellCount: Int { columns.count { $0.perspective.strategy != nil } * input.sampleCount }

  /// What the run is expected to use, by configuration and data alone.
  var forecast: TokenForecast { TokenForecast(perspectives: perspectives, tally: input.tally) }

  /// Requests of a run without failures.
  var callCount: Int { forecast.calls }

  /// The most requests that can be in flight.
  var slots: Int { endpointSlots.reduce(0, +) }
}

/// What the sessions before this one have come to.
struct EarlierSessions: Sendable {
  var sessions = 0
  var spent = Spending()
  /// Answers that were paid for, and those of them whose cost is not known.
  var answers = 0
  var unpricedAnswers = 0
  var elapsed = Duration.zero
}

/// The samples of a run, counted.
struct PlannedInput: Sendable {
  /// Where the file was found.
  var path: String
  var selection: SampleSelection
  var sampleCount: Int
  /// Whether the file holds more samples than the run takes.
  var leavesSamplesOut: Bool
  /// Rows up to the last sample that are left out.
  var omissions = InputOmissions()
  /// Of the whole file.
  var sha256: SHA256
  var tally: InputTally
  /// Fields that prompts need and some samples lack.
  var gaps: [SampleGap] = []
}

/// A perspective with its prompts and lanes.
package struct PlannedPerspective: Sendable {
  package var index: Int
  package var condition: String
  var reading: PlannedStep?
  /// `nil` for the reference, whose response is the sample's own.
  package var strategy: PlannedStep?
  package var completions: Int
  /// How many identical perspectives stand earlier in the list.
  var draw: Int
  var declaration: Perspective?
}

/// A column of the dataset: one completion of one perspective.
package final class PlannedColumn: Sendable {
  package let index: Int
  package let perspective: PlannedPerspective
  /// 0-based.
  package let completion: Int

  init(index: Int, perspective: PlannedPerspective, completion: Int) {
    self.index = index
    self.perspective = perspective
    self.completion = completion
  }

  /// The label in the dataset: numbered where there are several completions.
  var condition: String {
    perspective.completions > 1
      ? "\(perspective.condition) #\(completion + 1)" : perspective.condition
  }
}

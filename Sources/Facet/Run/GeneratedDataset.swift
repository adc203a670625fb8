internal import FacetModels

/// What a run has made.
struct GeneratedDataset: Sendable {
  var path: String
  var totals: DatasetTotals
  /// What its answers have used, beside what was estimated.
  var measurement: UsageMeasurement
  var statistics: RunStatistics
  var adjustments: [AdjustedOption] = []
  var isComplete: Bool
  /// The error that stopped each endpoint that was, by index.
  var stoppedEndpoints: [Int: ModelError]
  var parkedLanes: [Int: Lane.Parking]
  /// `nil` where the run has no budget.
  var budget: BudgetAccount?
  /// How the estimated prompts of all lanes compare with those reported.
  var inputCalibration = InputCalibration()
}

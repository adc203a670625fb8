internal import FacetModels

/// The output of a run.
struct GeneratedDataset: Sendable {
  var path: String
  var totals: DatasetTotals
  /// The reported and estimated usage of its answers.
  var measurement: UsageMeasurement
  var statistics: RunStatistics
  var adjustments: [AdjustedOption] = []
  var isComplete: Bool
  /// The error of each stopped endpoint, by index.
  var stoppedEndpoints: [Int: ModelError]
  var parkedLanes: [Int: Lane.Parking]
  /// `nil` if the run has no budget.
  var budget: BudgetAccount?
  /// The calibration of estimated prompts over all lanes.
  var inputCalibration = InputCalibration()
  /// The cells without an outcome.
  var missing = MissingCells()
  /// `nil` if the run has no goal.
  var goal: GoalOutcome?
}

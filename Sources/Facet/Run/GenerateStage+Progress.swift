extension GenerateStage {
  /// A cell to admit, and the place of its outcome.
  struct Admitted: Sendable {
    var cell: Cell
    var ordinal: Int
  }

  /// The outcome of a cell; `nil` if it is not in the store and must be requested.
  struct Ended: Sendable {
    var admitted: Admitted
    var outcome: CellOutcome?
  }

  /// A sample with the scores of its outcomes.
  struct Scored: Sendable {
    var ordinal: Int
    var outcomes: [CellOutcome]
    /// The round of a run with a goal; `nil` if all cells of the sample were scored.
    var round: GoalProgress.Round?
  }

  /// What a task of the run ends with.
  enum Finished: Sendable {
    case cells([Ended])
    case scores(Result<Scored, RunError>)
  }

  /// The reading position in the samples, and the outcomes that wait to be written.
  struct Progress {
    var reader: SampleReader
    var sink: any DatasetSink
    var order: OrderedOutcomes
    /// Scores samples; `nil` if nothing is scored.
    var scoring: ScoreStage?
    /// Which cells are needed; `nil` if all are.
    var goal: GoalProgress?
    var totals = DatasetTotals()
    var measurement = UsageMeasurement()
    var statistics: DatasetStatistics
    /// The cells left without an outcome.
    var missingCells: MissingCells
    /// The number of samples handed to the sink.
    var written = 0
    var scores: ScoreTallies
    /// The cells whose judge was not asked.
    var unjudged = 0
    /// The number of admitted cells.
    var admitted = 0
    /// Whether the last finished cell was in the store: the next ones probably are, too.
    var isReusing = false
    /// Cells that are not in the store and must be requested.
    var missing: [Admitted] = []
  }
}

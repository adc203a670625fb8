internal import FacetConfiguration
internal import FacetPlatform

extension GenerateStage {
  /// Opens the input and the output.
  func begin() throws(RunError) -> Progress {
    let reader: SampleReader
    do throws(SampleError) {
      reader = try plan.input.reader(plan.configuration.data)
    } catch {
      throw RunError(error)
    }
    let isScored = !plan.configuration.scores.isEmpty && answering == nil
    do throws(SystemError) {
      let sink = try openedSink()
      return Progress(
        reader: reader, sink: sink,
        order: OrderedOutcomes(columnCount: plan.columns.count, awaitsScores: isScored),
        scoring: isScored ? ScoreStage(plan: plan, store: store) : nil,
        goal: plan.options.goal.map { GoalProgress($0, plan: plan) },
        statistics: DatasetStatistics(perspectiveCount: plan.perspectives.count),
        missingCells: MissingCells(shards: plan.options.collection?.shards ?? 1),
        scores: ScoreTallies(plan.configuration.scores))
    } catch {
      throw RunError(error)
    }
  }

  /// The run's sink; a run that joins another leaves the file of rows to the first.
  private func openedSink() throws(SystemError) -> any DatasetSink {
    do throws(SystemError) {
      let sink = try sink()
      try plan.output.checkLengths()
      return sink
    } catch {
      guard plan.options.joins, error.isLocked else { throw error }
      return SharedOutput(path: plan.output.path, metadataPath: plan.output.metadataPath)
    }
  }

  private func sink() throws(SystemError) -> any DatasetSink {
    if let answering {
      return try answering.sink(
        for: OutputOfRun(
          path: plan.output.path, start: plan.start, isRehearsal: plan.options.rehearsal != nil))
    }
    return switch plan.output.format {
    case .dataset: try DatasetWriter(plan: plan)
    case .rows: try RowWriter(plan: plan)
    }
  }

  /// Writes the samples whose cells have all finished, as far as the order allows.
  func write(_ progress: inout Progress) throws(RunError) {
    // Cells ended by a ledger error are in the ledger or will be requested again, so they must not
    // overwrite the output of an earlier session.
    guard control.failure == nil else { return }
    while let (sample, outcomes) = progress.order.takeNext() {
      progress.totals.add(outcomes)
      progress.measurement.add(outcomes, columns: plan.columns)
      progress.statistics.add(outcomes, of: sample, columns: plan.columns)
      progress.missingCells.add(
        outcomes, of: sample, at: progress.written, columns: plan.columns)
      progress.written += 1
      progress.scores.add(outcomes, columns: plan.columns)
      do throws(SystemError) {
        try progress.sink.write(sample, outcomes: outcomes)
      } catch {
        throw RunError(error)
      }
    }
  }

  /// Writes what is left and the metadata.
  func finish(
    _ progress: Progress, _ scheduler: Scheduler
  ) throws(RunError) -> GeneratedDataset {
    if let failure = control.failure { throw RunError(message: "\(failure)") }
    var progress = progress
    progress.order.closeAll()
    try write(&progress)
    let isComplete =
      control.phase == .running && progress.totals.count(.pending) == 0
      && progress.unjudged == 0
    var statistics = progress.statistics.statistics(plan.perspectives)
    statistics.scores = progress.scores.statistics
    statistics.comparisons = progress.scores.comparisons.statistics
    let adjustments = AdjustedOption.all(
      of: plan, ofAnswers: counters.answerAdjustments.withLock { $0 })
    let metadata = DatasetMetadata(
      plan: plan, totals: progress.totals, statistics: statistics, isComplete: isComplete,
      adjustments: adjustments, goal: progress.goal?.outcome)
    do throws(SystemError) {
      let path = try progress.sink.finish(metadata)
      return GeneratedDataset(
        path: path, totals: progress.totals, measurement: progress.measurement,
        statistics: statistics, adjustments: adjustments, isComplete: isComplete,
        stoppedEndpoints: scheduler.stoppedEndpoints, parkedLanes: scheduler.parkedLanes,
        budget: scheduler.budget, inputCalibration: scheduler.inputCalibration,
        missing: progress.missingCells, goal: progress.goal?.outcome)
    } catch {
      throw RunError(error)
    }
  }
}

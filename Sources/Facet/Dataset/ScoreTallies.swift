internal import FacetConfiguration
internal import FacetJSON
internal import FacetScore

/// Adds up the scores of a dataset as they are written, by scorer, perspective and model.
struct ScoreTallies: Sendable {
  /// What is known of one score of one perspective and model.
  private struct Tally {
    var scorer: Int
    var condition: String
    var model: String
    var mean = ClusteredMean()
    var nulls: [NoScore: Int] = [:]
  }

  private let scorers: [Scorer]
  /// The possible values of each score.
  private let ranges: [ClosedRange<Double>?]
  private var tallies: [Tally] = []
  private(set) var comparisons: ComparisonTallies
  /// The place of the first scorer's tally of each perspective.
  private var places: [Int: Int] = [:]

  init(_ scorers: [Scorer]) {
    self.scorers = scorers
    ranges = scorers.map { $0.range(among: scorers) }
    comparisons = ComparisonTallies(scorers)
  }

  /// Adds one sample's cells, aligned with the columns.
  mutating func add(_ outcomes: [CellOutcome], columns: [PlannedColumn]) {
    guard !scorers.isEmpty else { return }
    comparisons.add(outcomes)
    for (outcome, column) in zip(outcomes, columns)
    where outcome.status != .reference && outcome.status != .pending {
      let place = place(of: column)
      for (index, score) in outcome.scores.enumerated() {
        if let value = score.value {
          tallies[place + index].mean.add(value.double)
        } else if let reason = score.reason {
          tallies[place + index].nulls[reason, default: 0] += 1
        }
      }
    }
    for place in places.values {
      for index in scorers.indices { tallies[place + index].mean.endCluster() }
    }
  }

  private mutating func place(of column: PlannedColumn) -> Int {
    if let place = places[column.perspective.index] { return place }
    let place = tallies.count
    places[column.perspective.index] = place
    for index in scorers.indices {
      tallies.append(
        Tally(
          scorer: index, condition: column.perspective.condition,
          model: column.perspective.strategy?.model.modelName ?? ""))
    }
    return place
  }

  /// By scorer, then by perspective in the order of the dataset; perspectives that a scorer leaves
  /// out are left out.
  var statistics: [RunStatistics.Score] {
    let order = places.sorted { $0.key < $1.key }.map(\.value)
    return scorers.indices.flatMap { index in
      order.map { tallies[$0 + index] }.compactMap { tally in
        let isLeftOut = tally.mean.count == 0 && Set(tally.nulls.keys) == [.excluded]
        return isLeftOut ? nil : statistics(of: tally)
      }
    }
  }

  private func statistics(of tally: Tally) -> RunStatistics.Score {
    let mean = tally.mean
    return RunStatistics.Score(
      name: scorers[tally.scorer].name, condition: tally.condition, model: tally.model,
      scored: mean.count, mean: mean.mean,
      interval: mean.interval(within: ranges[tally.scorer]),
      nulls: Dictionary(
        uniqueKeysWithValues: tally.nulls.map { ($0.key.rawValue, $0.value) }))
  }
}

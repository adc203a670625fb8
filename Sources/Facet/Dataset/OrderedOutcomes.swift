/// Puts the outcomes of cells back into the order of the samples.
///
/// It holds what has ended out of turn, and no more than that.
struct OrderedOutcomes {
  private struct Row {
    var sample: Sample
    var outcomes: [CellOutcome?]
    var missing: Int
  }

  private let columnCount: Int
  private var rows: [Int: Row] = [:]
  /// The ordinal of the next sample to hand out.
  private var next = 0
  private var begun = 0

  init(columnCount: Int) {
    self.columnCount = columnCount
  }

  /// Makes room for a sample's outcomes and returns the sample's ordinal.
  mutating func begin(_ sample: Sample) -> Int {
    rows[begun] = Row(
      sample: sample, outcomes: Array(repeating: nil, count: columnCount), missing: columnCount)
    begun += 1
    return begun - 1
  }

  mutating func add(_ outcome: CellOutcome, ordinal: Int, column: Int) {
    rows[ordinal]?.outcomes[column] = outcome
    rows[ordinal]?.missing -= 1
  }

  /// The next sample in order, once all of its cells have ended.
  mutating func takeNext() -> (sample: Sample, outcomes: [CellOutcome])? {
    guard let row = rows[next], row.missing == 0 else { return nil }
    rows[next] = nil
    next += 1
    return (row.sample, row.outcomes.map { $0 ?? .pending })
  }

  /// Fills what has not ended with pending cells, so that everything begun can be handed out.
  mutating func closeAll() {
    for ordinal in rows.keys { rows[ordinal]?.missing = 0 }
  }
}

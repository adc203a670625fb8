/// Restores the order of the samples for the outcomes of cells, and marks the steps that several
/// cells share.
///
/// It holds only the outcomes that arrived early.
struct OrderedOutcomes {
  private struct Row {
    var sample: Sample
    var outcomes: [CellOutcome?]
    var missing: Int
  }

  private let columnCount: Int
  /// Whether a sample also waits for its scores.
  private let awaitsScores: Bool
  /// Samples whose cells have all finished and that wait to be scored.
  private var unscored: [Int] = []
  private var rows: [Int: Row] = [:]
  /// The ordinal of the next sample to hand out.
  private var next = 0
  private var begun = 0

  init(columnCount: Int, awaitsScores: Bool = false) {
    self.columnCount = columnCount
    self.awaitsScores = awaitsScores
  }

  /// Makes room for a sample's outcomes and returns the sample's ordinal.
  mutating func begin(_ sample: Sample) -> Int {
    rows[begun] = Row(
      sample: sample, outcomes: Array(repeating: nil, count: columnCount),
      missing: columnCount + (awaitsScores ? 1 : 0))
    begun += 1
    return begun - 1
  }

  mutating func add(_ outcome: CellOutcome, ordinal: Int, column: Int) {
    rows[ordinal]?.outcomes[column] = outcome
    rows[ordinal]?.missing -= 1
    if awaitsScores, rows[ordinal]?.missing == 1 { unscored.append(ordinal) }
  }

  /// The next sample whose cells have all finished, for scoring.
  mutating func takeUnscored() -> (ordinal: Int, sample: Sample, outcomes: [CellOutcome])? {
    guard !unscored.isEmpty else { return nil }
    let ordinal = unscored.removeFirst()
    return rows[ordinal].map { (ordinal, $0.sample, $0.outcomes.map { $0 ?? .pending }) }
  }

  /// Replaces a sample's outcomes by the same with their scores.
  mutating func add(scored outcomes: [CellOutcome], ordinal: Int) {
    rows[ordinal]?.outcomes = outcomes
    rows[ordinal]?.missing = 0
  }

  /// The next sample in order, once all of its cells have finished.
  mutating func takeNext() -> (sample: Sample, outcomes: [CellOutcome])? {
    guard let row = rows[next], row.missing == 0 else { return nil }
    rows[next] = nil
    next += 1
    var outcomes = row.outcomes.map { $0 ?? .pending }
    Self.markShared(&outcomes)
    return (row.sample, outcomes)
  }

  /// Marks each step that an earlier cell of the sample also has: it counts once, in the first. So do
  /// comparisons with responses of the same text, which are one request.
  ///
  /// A pending cell is not in the dataset, so it owns no step. A step without a request has nothing
  /// to count.
  static func markShared(_ outcomes: inout [CellOutcome]) {
    var seen: Set<Fingerprint> = []
    for cell in outcomes.indices where outcomes[cell].status != .pending {
      markShared(&outcomes[cell].steps, &seen)
      markShared(&outcomes[cell].judgements, &seen)
    }
  }

  private static func markShared(_ records: inout [StepRecord], _ seen: inout Set<Fingerprint>) {
    for index in records.indices where records[index].attempts > 0 {
      records[index].isShared = !seen.insert(records[index].fingerprint).inserted
    }
  }

  /// Fills unfinished places with pending cells, so that every sample begun can be handed out.
  mutating func closeAll() {
    for ordinal in rows.keys { rows[ordinal]?.missing = 0 }
  }

  /// Hands out every sample begun for scoring, unfinished ones included.
  mutating func closeCells() {
    unscored = rows.filter { $0.value.missing > 0 }.map(\.key).sorted()
  }
}

/// The cells of a run in order of admission: sample by sample, except that cells that warm a
/// provider's cache go out some samples ahead of the rest.
struct CellSequence {
  /// The column of a sample to admit next.
  struct Next {
    var sample: Sample
    var ordinal: Int
    var column: PlannedColumn
  }

  private struct Row {
    var sample: Sample
    var ordinal: Int
    /// The next column to admit.
    var next = 0
    var leads: [Int]
  }

  private let columns: [PlannedColumn]
  /// The first column of each group that shares a prefix.
  private let leads: [Int]
  /// The number of samples by which leads run ahead: at the beginning, when slots would be idle,
  /// and later.
  private let firstReach: Int
  private let reach: Int

  private var rows: [Row] = []
  private var waitingLeads: [Next] = []
  private var hasFollowers = false
  private var isAtEnd = false

  /// - Parameter slots: The maximum number of requests in flight.
  init(columns: [PlannedColumn], slots: Int, isLed: Bool) {
    self.columns = columns
    var groups: Set<Int> = []
    leads =
      isLed
      ? columns.indices.filter { index in
        guard let prefix = columns[index].firstStep?.sharedPrefix else { return false }
        return groups.insert(prefix.group).inserted
      } : []
    // While the requests of one sample fill the slots, the cache for the next sample is warmed.
    let requests = columns.reduce(0) { $0 + $1.perspective.steps.count }
    reach = (slots + requests - 1) / max(1, requests) + 1
    firstReach = max(reach, slots / 4)
  }

  /// The next cell to admit, or `nil` after the last.
  ///
  /// - Parameter read: The next sample of the file and its ordinal.
  mutating func next<Failure: Error>(
    reading read: () throws(Failure) -> (Sample, Int)?
  ) throws(Failure) -> Next? {
    while true {
      if !waitingLeads.isEmpty { return waitingLeads.removeFirst() }
      if !isAtEnd, rows.count < target {
        guard let (sample, ordinal) = try read() else {
          isAtEnd = true
          continue
        }
        let leads = self.leads.filter { columns[$0].isLed(for: sample) }
        waitingLeads = leads.map {
          Next(sample: sample, ordinal: ordinal, column: columns[$0])
        }
        rows.append(Row(sample: sample, ordinal: ordinal, leads: leads))
        continue
      }
      guard !rows.isEmpty else { return nil }
      while rows[0].next < columns.count, rows[0].leads.contains(rows[0].next) {
        rows[0].next += 1
      }
      guard rows[0].next < columns.count else {
        rows.removeFirst()
        continue
      }
      hasFollowers = true
      let column = columns[rows[0].next]
      rows[0].next += 1
      return Next(sample: rows[0].sample, ordinal: rows[0].ordinal, column: column)
    }
  }

  /// The number of samples held: one, unless leads run ahead.
  private var target: Int {
    guard let last = rows.last, !last.leads.isEmpty else { return 1 }
    return hasFollowers ? reach : firstReach
  }
}

extension PlannedColumn {
  /// The step requested first; `nil` for the reference.
  fileprivate var firstStep: PlannedStep? { perspective.steps.first }

  /// Whether the column's first request warms a cache for others about this sample.
  fileprivate func isLed(for sample: Sample) -> Bool {
    guard let step = firstStep, let prefix = step.sharedPrefix else { return false }
    return prefix.isCached(textTokens: sample.contextTokens[step.promptSize.vocabulary])
  }
}

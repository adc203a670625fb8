/// Rows without any value: those in between are left out one by one, those at the end together.
struct BlankRows {
  /// Their places in the file from 0.
  private(set) var skipped: [Int] = []
  private var pending: [Int] = []
  private var pendingCount = 0

  /// The most that are left out one by one; each is named in every question's reading.
  private static let mostSkipped = 100

  mutating func add(_ place: Int) {
    pendingCount += 1
    if pendingCount <= Self.mostSkipped { pending.append(place) }
  }

  /// How many blank rows before a row must count because they are too many to leave out.
  mutating func countedBefore(_ place: Int) -> Int {
    guard pendingCount > 0 else { return 0 }
    defer {
      pending = []
      pendingCount = 0
    }
    guard skipped.count + pendingCount <= Self.mostSkipped else { return pendingCount }
    skipped += pending
    return 0
  }

  /// Blank rows after the last row so far.
  var trailing: Int { pendingCount }
}

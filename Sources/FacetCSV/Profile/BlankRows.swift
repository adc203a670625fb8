/// Rows without any value: those inside the data are skipped individually, those at its end
/// together.
struct BlankRows {
  /// Their 0-based positions in the file.
  private(set) var skipped: [Int] = []
  private var pending: [Int] = []
  private var pendingCount = 0

  /// The most individually skipped rows; every question's reading arguments name each of them.
  private static let mostSkipped = 100

  mutating func add(_ place: Int) {
    pendingCount += 1
    if pendingCount <= Self.mostSkipped { pending.append(place) }
  }

  /// The number of blank rows before a row that must count because too many are blank to skip.
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

  /// The number of blank rows after the last row so far.
  var trailing: Int { pendingCount }
}

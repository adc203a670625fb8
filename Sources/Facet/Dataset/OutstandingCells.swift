/// The few cells with the highest value; among equals, those first in the dataset.
struct OutstandingCells<Amount: Comparable & Sendable>: Sendable {
  private struct Entry {
    var amount: Amount
    var cell: RunStatistics.Cell
  }

  private static var capacity: Int { 5 }

  /// Highest first.
  private var entries: [Entry] = []

  mutating func add(_ cell: RunStatistics.Cell, by amount: Amount) {
    if entries.count == Self.capacity, let last = entries.last, amount <= last.amount { return }
    // Cells arrive in the order of the dataset, so a new cell goes after its equals.
    let place = entries.firstIndex { $0.amount < amount } ?? entries.count
    entries.insert(Entry(amount: amount, cell: cell), at: place)
    if entries.count > Self.capacity { entries.removeLast() }
  }

  var cells: [RunStatistics.Cell] { entries.map(\.cell) }
}

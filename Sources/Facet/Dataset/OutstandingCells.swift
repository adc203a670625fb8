/// The few cells with the most of something; of equals, those that come first in the dataset.
struct OutstandingCells<Amount: Comparable & Sendable>: Sendable {
  private struct Entry {
    var amount: Amount
    var cell: RunStatistics.Cell
  }

  private static var capacity: Int { 5 }

  /// The most first.
  private var entries: [Entry] = []

  mutating func add(_ cell: RunStatistics.Cell, by amount: Amount) {
    if entries.count == Self.capacity, let last = entries.last, amount <= last.amount { return }
    // Cells come in the order of the dataset: behind its equals is its place.
    let place = entries.firstIndex { $0.amount < amount } ?? entries.count
    entries.insert(Entry(amount: amount, cell: cell), at: place)
    if entries.count > Self.capacity { entries.removeLast() }
  }

  var cells: [RunStatistics.Cell] { entries.map(\.cell) }
}

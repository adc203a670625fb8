/// The cells of a dataset that have no outcome: how many, of which shards, and some of them.
package struct MissingCells: Sendable, Hashable {
  /// One of them.
  package struct Cell: Sendable, Hashable {
    /// The sample's name.
    package var sampleID: String
    /// The sample's position in the selection.
    package var position: Int
    /// The column's label.
    package var condition: String
  }

  package private(set) var count = 0
  /// Their number by shard.
  package private(set) var byShard: [Int: Int] = [:]
  /// The first of them.
  package private(set) var examples: [Cell] = []

  private let shards: Int
  private static let mostExamples = 10

  /// - Parameter shards: The number of shards of the run; 1 for a whole run.
  init(shards: Int = 1) {
    self.shards = max(1, shards)
  }

  /// Adds the pending cells of a sample.
  mutating func add(
    _ outcomes: [CellOutcome], of sample: Sample, at position: Int, columns: [PlannedColumn]
  ) {
    for (outcome, column) in zip(outcomes, columns) where outcome.status == .pending {
      count += 1
      byShard[position % shards, default: 0] += 1
      guard examples.count < Self.mostExamples else { continue }
      examples.append(
        Cell(sampleID: sample.id, position: position, condition: column.condition))
    }
  }
}

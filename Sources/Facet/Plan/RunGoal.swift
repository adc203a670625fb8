package import FacetJSON

/// A number of results at which a run ends, and the cells that may still give one.
///
/// Its decisions depend on a sample's columns and outcomes and on the samples before it alone, so
/// that a resumed run makes the same ones.
package protocol RunGoal: Sendable {
  /// The name of a result in messages: `dpo row`.
  var noun: String { get }

  /// The number of results to reach.
  var count: Int { get }

  /// Everything that its decisions depend on beside the sample, for the run's identity.
  var identity: String { get }

  /// The columns of a sample in groups that give results together; the other columns are not
  /// needed.
  func groups(of columns: [PlannedColumn]) -> [[PlannedColumn]]

  /// The most results that a group can give.
  func most(of group: [PlannedColumn]) -> Int

  /// What a group needs next.
  ///
  /// - Parameters:
  ///   - sample: The sample, which is new if no column has been asked.
  ///   - rows: The rows of the group's columns that have been asked, in the form of a dataset as
  ///     JSON Lines, by the index of the column.
  func step(of group: [PlannedColumn], for sample: Sample, rows: [Int: JSONValue]) -> GoalStep
}

extension RunGoal {
  package func most(of group: [PlannedColumn]) -> Int { 1 }
}

/// What a group of cells needs next.
package enum GoalStep: Sendable {
  /// Completions of these columns.
  case ask([PlannedColumn])
  /// Nothing: it has given this number of results.
  case reached(Int)
  /// Nothing: no completion can make a result of it any more.
  case unreachable
}

/// How a run with a goal ended.
package struct GoalOutcome: Sendable, Hashable {
  /// The name of a result in messages.
  package var noun: String
  package var wanted: Int
  package var found = 0
  /// The groups of cells that were asked.
  package var groups = 0
  /// The cells of begun samples that were not needed.
  package var unneeded = 0

  package var isReached: Bool { found >= wanted }
}

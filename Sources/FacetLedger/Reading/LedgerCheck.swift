package import FacetPlatform

/// What reading all of a ledger found.
package struct LedgerCheck: Sendable, Hashable {
  /// A row that is not what was recorded.
  package struct DamagedRow: Sendable, Hashable {
    package var table: String
    /// `nil` for tables without one.
    package var id: Int64?
    /// As far as it can be read.
    package var fingerprint: SHA256?
  }

  /// Rows of answers and of executions that were read.
  package var rows = 0
  /// Those of them that have no digest: an earlier version recorded them.
  package var unchecked = 0
  /// Rows that a run does not use any more, and asks for again.
  package var damaged: [DamagedRow] = []
  /// Intact completions that this version cannot read.
  package var unreadable = 0
  /// What SQLite says of the file, in its words.
  package var problems: [String] = []

  /// Whether the file and every row in it is what was recorded.
  package var isWhole: Bool { problems.isEmpty && damaged.isEmpty }
}

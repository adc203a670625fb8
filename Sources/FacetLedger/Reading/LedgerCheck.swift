package import FacetPlatform

/// The findings of a read of the whole ledger.
package struct LedgerCheck: Sendable, Hashable {
  /// A row that differs from its record.
  package struct DamagedRow: Sendable, Hashable {
    package var table: String
    /// `nil` for tables without one.
    package var id: Int64?
    /// As far as it is readable.
    package var fingerprint: SHA256?
  }

  /// The number of rows read, of answers and of executions.
  package var rows = 0
  /// The number of these without a digest: an earlier version recorded them.
  package var unchecked = 0
  /// Rows that runs no longer use and request again.
  package var damaged: [DamagedRow] = []
  /// Intact completions that this version cannot read.
  package var unreadable = 0
  /// SQLite's own findings about the file.
  package var problems: [String] = []

  /// Whether the file and every row in it are as recorded.
  package var isWhole: Bool { problems.isEmpty && damaged.isEmpty }
}

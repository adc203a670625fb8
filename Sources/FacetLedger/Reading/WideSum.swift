internal import FacetPlatform
internal import GRDB

/// The sum of a column that may contain any numbers: SQLite's own sum fails on overflow, and rounds
/// if a row is damaged.
enum WideSum {
  /// Two columns of a query, which ``value(_:from:)`` reads.
  static func sql(_ column: String) -> String {
    "coalesce(sum(\(column) >> 32), 0), coalesce(sum(\(column) & 4294967295), 0)"
  }

  /// The sum in two columns, as a count.
  static func count(_ row: Row, from column: Int) -> Int {
    Int(StoredRows.bounded(value(row, from: column)))
  }

  /// The sum in two columns, or the nearest representable number.
  static func value(_ row: Row, from column: Int) -> Int64 {
    let high = row.integer(column) ?? 0
    let low = row.integer(column + 1) ?? 0
    return high.multiplied(saturatingBy: 1 << 32).adding(saturating: low)
  }
}

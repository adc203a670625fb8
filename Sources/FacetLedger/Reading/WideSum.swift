internal import FacetPlatform
internal import GRDB

/// The sum over a column of numbers that may be anything: SQLite's own fails when it overflows, and
/// rounds when a row is damaged.
enum WideSum {
  /// Two columns of a query, which ``value(_:from:)`` reads.
  static func sql(_ column: String) -> String {
    "coalesce(sum(\(column) >> 32), 0), coalesce(sum(\(column) & 4294967295), 0)"
  }

  /// The sum in two columns, as a count.
  static func count(_ row: Row, from column: Int) -> Int {
    Int(StoredRows.bounded(value(row, from: column)))
  }

  /// The sum in two columns, or the nearest number that fits.
  static func value(_ row: Row, from column: Int) -> Int64 {
    let high = row.integer(column) ?? 0
    let low = row.integer(column + 1) ?? 0
    return high.multiplied(saturatingBy: 1 << 32).adding(saturating: low)
  }
}

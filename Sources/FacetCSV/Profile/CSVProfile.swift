package import FacetJSON
package import FacetTables

/// The profile of a CSV file: its format, the contents of its columns, its oddities.
package struct CSVProfile: Sendable, Equatable {
  /// As the user gave it.
  package var path: String
  package var size: Int
  package var dialect: CSVDialect
  /// The number of counted rows, without the header.
  package var rows: Int
  package var columns: [ColumnProfile]
  /// The first rows, with one value for each column; nil for a missing value.
  package var head: [[String?]]
  /// The number of rows that equal an earlier row in every column.
  package var duplicateRows: Int
  /// The most strongly correlated pairs of numeric columns, strongest first; at most five.
  package var correlations: [Correlation]
  package var malformed: MalformedRows
  /// Observations that a careful reader of the file needs.
  package var alerts: [String]
  /// The alerts about how the file is read and what is not counted.
  package var readingAlerts: [String] = []
  /// The 0-based positions of uncounted records: titles, units, blank rows.
  package var skippedRecords: [Int] = []
  /// Whether rows at the end of the file are uncounted: blank rows, a total.
  package var leavesEndOut = false

  /// The correlation of two columns.
  package struct Correlation: Sendable, Equatable {
    package var first: String
    package var second: String
    /// Pearson's coefficient, from -1 to 1.
    package var coefficient: Double
  }

  /// The columns that may be averaged, compared and correlated.
  package var numericColumns: [ColumnProfile] { columns.filter { $0.eligibility == .numeric } }

  /// The columns by which rows may be grouped.
  package var categoryColumns: [ColumnProfile] { columns.filter { $0.eligibility == .category } }

  /// The arguments with which pandas' `read_csv` reads the file as it was profiled.
  package var readingArguments: JSONObject {
    dialect.readingArguments(
      columns: columns.map(\.name), texts: columns.filter(\.isNumberLikeText).map(\.name),
      skipped: skippedRecords, rows: leavesEndOut ? rows : nil)
  }

  /// The file's name without its extension; its folder's name for a file named `data`.
  package var datasetName: String { Self.datasetName(path) }

  package static func datasetName(_ path: String) -> String {
    let parts = path.split(separator: "/").map(String.init)
    guard let name = parts.last.map(FileForm.unpackedName) else { return path }
    let isTable = [".csv", ".tsv", ".tab", ".txt"].contains { name.lowercased().hasSuffix($0) }
    let stem = isTable ? String(name.dropLast(4)) : name
    if stem.lowercased() == "data", parts.count > 1 { return parts[parts.count - 2] }
    return stem.isEmpty ? name : stem
  }

  /// Why the file is unsuitable for questions, or nil.
  package var unsuitability: String? {
    if malformed.hasUnclosedQuote {
      return "a quoted field is never closed, so pandas cannot read the file"
    }
    if rows < 50 {
      let count = rows == 1 ? "1 row" : "\(rows) rows"
      return "it has \(count), and questions need at least 50"
    }
    if columns.count < 2 { return "it has a single column, and questions need at least 2" }
    if numericColumns.isEmpty, categoryColumns.isEmpty {
      return "no column is suitable for questions: "
        + columns.compactMap { column in
          guard case .none(let reason) = column.eligibility else { return nil }
          return "'\(column.name)': \(reason)"
        }.joined(separator: "; ")
    }
    return nil
  }
}

/// Rows whose number of fields differs from the header's.
package struct MalformedRows: Sendable, Equatable {
  /// Rows with fewer fields; the absent fields count as missing.
  package var short = 0
  /// Rows with more fields that are counted without the surplus, because the first row has as many:
  /// pandas reads them this way.
  package var cut = 0
  /// Rows with more fields that are not counted.
  package var leftOut = 0
  package var hasUnclosedQuote = false
  /// The first malformed rows.
  package var examples: [Example] = []

  package init() {}

  /// A malformed row, its position and its flaw.
  package struct Example: Sendable, Equatable {
    package var line: Int
    package var fields: Int
    package var expected: Int
    /// How the row was treated.
    package var consequence: String
    /// The beginning of the row.
    package var text: String
  }

  package var count: Int { short + cut + leftOut + (hasUnclosedQuote ? 1 : 0) }

  /// The most examples kept.
  static let mostExamples = 20
}

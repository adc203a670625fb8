package import FacetJSON
package import FacetTables

/// What is known of a CSV file: how it is written, what its columns hold, what is odd about it.
package struct CSVProfile: Sendable, Equatable {
  /// As the user gave it.
  package var path: String
  package var size: Int
  package var dialect: CSVDialect
  /// Rows that count, the header aside.
  package var rows: Int
  package var columns: [ColumnProfile]
  /// The first rows, a value for each column; nil where it is missing.
  package var head: [[String?]]
  /// Rows that are the same as an earlier one in every column.
  package var duplicateRows: Int
  /// The pairs of numeric columns that go together most, the strongest first; at most five.
  package var correlations: [Correlation]
  package var malformed: MalformedRows
  /// What a careful reader of the file would want to be told.
  package var alerts: [String]
  /// Those of the alerts that say how the file is read and what does not count.
  package var readingAlerts: [String] = []
  /// Records that do not count, by their place in the file from 0: titles, units, blank rows.
  package var skippedRecords: [Int] = []
  /// Whether rows at the file's end do not count: blank ones, a total.
  package var leavesEndOut = false

  /// How strongly two columns go together.
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

  /// The file's name without its ending; its folder's name for a file that is just called data.
  package var datasetName: String { Self.datasetName(path) }

  package static func datasetName(_ path: String) -> String {
    let parts = path.split(separator: "/").map(String.init)
    guard let name = parts.last else { return path }
    let stem = name.lowercased().hasSuffix(".csv") ? String(name.dropLast(4)) : name
    if stem.lowercased() == "data", parts.count > 1 { return parts[parts.count - 2] }
    return stem.isEmpty ? name : stem
  }

  /// Why no questions can be asked of the file, or nil.
  package var unsuitability: String? {
    if malformed.hasUnclosedQuote {
      return "a quoted field is never closed, so that pandas cannot read the file"
    }
    if rows < 50 { return "it has \(rows) rows, and questions need at least 50" }
    if columns.count < 2 { return "it has a single column, and questions need at least 2" }
    if numericColumns.isEmpty, categoryColumns.isEmpty {
      return "no column can be asked about: "
        + columns.compactMap { column in
          guard case .none(let reason) = column.eligibility else { return nil }
          return "'\(column.name)': \(reason)"
        }.joined(separator: "; ")
    }
    return nil
  }
}

/// Rows that are not as the header has them.
package struct MalformedRows: Sendable, Equatable {
  /// Rows with fewer fields: what they lack counts as missing.
  package var short = 0
  /// Rows with more fields that count all the same, without what is too much, because the first
  /// row has as many: pandas reads them so.
  package var cut = 0
  /// Rows with more fields, which do not count.
  package var leftOut = 0
  package var hasUnclosedQuote = false
  /// The first of them.
  package var examples: [Example] = []

  package init() {}

  /// A row, where it stands and what is wrong.
  package struct Example: Sendable, Equatable {
    package var line: Int
    package var fields: Int
    package var expected: Int
    /// What became of it.
    package var consequence: String
    /// Its beginning.
    package var text: String
  }

  package var count: Int { short + cut + leftOut + (hasUnclosedQuote ? 1 : 0) }

  /// How many examples are kept.
  static let mostExamples = 20
}

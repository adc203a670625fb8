/// The profile of a column of a CSV file.
package struct ColumnProfile: Sendable, Equatable {
  /// The name that pandas gives it: a repeated name gets `.1`, an empty one is `Unnamed: 2`.
  package var name: String
  package var kind: Kind
  /// The column's type in pandas.
  package var dtype: String
  package var missingCount: Int
  package var missingPercent: Double
  /// The number of distinct values, without missing ones.
  package var uniqueCount: Int
  /// Whether ``uniqueCount`` is exact rather than an estimate.
  package var isUniqueCountExact: Bool
  /// Whether the column only numbers or names the rows.
  package var isIndexLike: Bool
  /// Whether its values are labels that look like numbers, such as `01067`; they are read as text.
  package var isNumberLikeText = false
  /// Numbers that probably stand for a missing value, such as -999.
  package var missingCodes: [String] = []
  package var numbers: Numbers?
  package var dates: Dates?
  /// The most frequent values first, at most ten; empty if there are too many to count.
  package var topValues: [ValueCount]
  /// The count of each value, for a column with few distinct values.
  package var groups: [ValueCount]
  package var eligibility: Eligibility

  /// The type of a column's values.
  package enum Kind: String, Sendable {
    case integer, number, boolean, date
    /// Numbers with a dollar sign or thousands separators, which pandas reads as text.
    case amount
    case text, empty
  }

  /// A value and its count.
  package struct ValueCount: Sendable, Equatable {
    package var value: String
    package var count: Int
  }

  /// The distribution of a column of numbers.
  package struct Numbers: Sendable, Equatable {
    package var mean: Double
    package var standardDeviation: Double?
    package var least: Double
    package var lowerQuartile: Double
    package var median: Double
    package var upperQuartile: Double
    package var greatest: Double
    package var skew: Double?
    /// Whether the quartiles are exact rather than estimates.
    package var areQuantilesExact: Bool
  }

  /// The span of a column of dates.
  package struct Dates: Sendable, Equatable {
    /// In seconds since 1970.
    package var first: Double
    package var last: Double
    package var days: Double { (last - first) / 86_400 }
  }

  /// The kind of questions that a column allows.
  package enum Eligibility: Sendable, Equatable {
    /// A measure: it may be averaged, compared and correlated.
    case numeric
    /// A label: rows may be grouped by it.
    case category
    /// Neither, with the reason.
    case none(reason: String)
  }

  /// The most distinct values for which groups are recorded.
  static let mostGroups = 100
}

/// What is known of a column of a CSV file.
package struct ColumnProfile: Sendable, Equatable {
  /// As pandas names it: a repeated name gets `.1`, an empty one is `Unnamed: 2`.
  package var name: String
  package var kind: Kind
  /// The type that pandas gives it.
  package var dtype: String
  package var missingCount: Int
  package var missingPercent: Double
  /// How many different values there are, missing ones aside.
  package var uniqueCount: Int
  /// Whether ``uniqueCount`` is no estimate.
  package var isUniqueCountExact: Bool
  /// Whether it only numbers or names the rows.
  package var isIndexLike: Bool
  /// Whether its values look like numbers and are labels, such as `01067`: it is read as text.
  package var isNumberLikeText = false
  package var numbers: Numbers?
  package var dates: Dates?
  /// The most frequent values first, at most ten; none when there are too many to count.
  package var topValues: [ValueCount]
  /// How often each value stands there, for a column with few of them.
  package var groups: [ValueCount]
  package var eligibility: Eligibility

  /// What a column's values are.
  package enum Kind: String, Sendable {
    case integer, number, boolean, date
    /// Numbers with a dollar sign or with commas between thousands, which pandas reads as text.
    case amount
    case text, empty
  }

  /// A value and how often it stands there.
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
    /// Whether the quartiles are no estimates.
    package var areQuantilesExact: Bool
  }

  /// The span of a column of dates.
  package struct Dates: Sendable, Equatable {
    /// In seconds since 1970.
    package var first: Double
    package var last: Double
    package var days: Double { (last - first) / 86_400 }
  }

  /// What questions may be asked of a column.
  package enum Eligibility: Sendable, Equatable {
    /// A measure: it may be averaged, compared and correlated.
    case numeric
    /// A label: rows may be grouped by it.
    case category
    /// Neither, and why.
    case none(reason: String)
  }

  /// The most values that a column may have for its groups to be known.
  static let mostGroups = 100
}

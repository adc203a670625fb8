extension ColumnProfile {
  /// Concludes from what a survey of a column came to.
  init(name: String, survey: ColumnSurvey, rows: Int, dialect: CSVDialect) {
    self.name = name
    let numberCount = survey.wholeNumbers + survey.otherNumbers + survey.infinities
    let present = rows - survey.missing
    kind =
      switch present {
      case 0: .empty
      case survey.wholeNumbers: .integer
      case numberCount: .number
      case survey.booleans: .boolean
      case survey.dates: .date
      case numberCount + survey.amounts where survey.infinities == 0: .amount
      default: .text
      }
    dtype =
      switch kind {
      case .empty, .number: "float64"
      case .integer: survey.missing == 0 ? "int64" : "float64"
      case .boolean: survey.missing == 0 ? "bool" : "object"
      case .date, .amount, .text: "object"
      }
    missingCount = survey.missing
    missingPercent = rows == 0 ? 0 : Double(survey.missing) / Double(rows) * 100
    uniqueCount = survey.values.count
    isUniqueCountExact = survey.values.isExact
    if numberCount == present || kind == .amount, survey.moments.count > 0 {
      let quantiles = survey.quantiles.quantiles([0.25, 0.5, 0.75]).compactMap { $0 }
      numbers = Numbers(
        mean: survey.moments.mean, standardDeviation: survey.moments.standardDeviation,
        least: survey.moments.least, lowerQuartile: quantiles[0], median: quantiles[1],
        upperQuartile: quantiles[2], greatest: survey.moments.greatest,
        skew: survey.moments.skew, areQuantilesExact: survey.quantiles.isExact)
    }
    if kind == .date { dates = Dates(first: survey.firstDate, last: survey.lastDate) }
    let counted = (survey.values.counted ?? []).map {
      ValueCount(value: dialect.text($0.bytes), count: $0.count)
    }
    // A number that is written in several ways is counted under the first of them.
    let sorted = counted.sorted { ($1.count, $0.value) < ($0.count, $1.value) }
    topValues = Array(sorted.prefix(10))
    groups = sorted.count <= Self.mostGroups ? sorted : []
    isIndexLike = false
    eligibility = .numeric
    let identity = identity(survey: survey, rows: rows)
    isIndexLike = identity != nil
    eligibility = eligibility(identity: identity, infinities: survey.infinities)
  }

  /// Why the column only numbers or names the rows, or nil.
  private func identity(survey: ColumnSurvey, rows: Int) -> String? {
    let words = ColumnName.words(name)
    if name.hasPrefix("Unnamed: ") && survey.isSequential {
      return "it numbers the rows under no name"
    }
    if words.contains(where: ColumnName.identifierWords.contains) {
      return "its name says that it identifies rows"
    }
    guard rows > 1, kind == .integer || kind == .text else { return nil }
    if survey.isSequential { return "it counts the rows up one by one" }
    let isDense =
      kind == .integer && uniqueCount == rows
      && survey.moments.greatest - survey.moments.least == Double(rows - 1)
    if isDense { return "it holds each number of a range once" }
    let isUnique = Double(uniqueCount) >= Double(rows - missingCount) * 0.98
    let isLabelled = words.contains(where: ColumnName.codeWords.contains) || name.hasSuffix("id")
    // Counts and amounts are different nearly everywhere without naming anything.
    if isUnique, rows - missingCount > 1, kind == .text || isLabelled {
      return "nearly every row has a value of its own"
    }
    return nil
  }

  private func eligibility(identity: String?, infinities: Int) -> Eligibility {
    if kind == .empty { return .none(reason: "it has no values") }
    if missingPercent >= 95 { return .none(reason: "at least 95% of it is missing") }
    if let identity { return .none(reason: identity) }
    if uniqueCount < 2 { return .none(reason: "it has the same value everywhere") }
    if infinities > 0 { return .none(reason: "it holds infinite values") }
    switch kind {
    case .integer, .number:
      if ColumnName.words(name).contains(where: ColumnName.codeWords.contains) {
        return .none(reason: "its name says that its numbers are codes")
      }
      return .numeric
    case .boolean: return .category
    case .date: return .none(reason: "it holds dates")
    case .amount:
      return .none(reason: "its amounts are written with '$' or ',', which pandas reads as text")
    case .text:
      return groups.isEmpty
        ? .none(reason: "it has more than \(Self.mostGroups) different texts") : .category
    case .empty: return .none(reason: "it has no values")
    }
  }
}

/// What a column's name says about it.
enum ColumnName {
  static let identifierWords: Set<String> = [
    "id", "ids", "uuid", "guid", "index", "idx", "rowid", "rownum", "pk", "serial",
  ]
  static let codeWords: Set<String> = [
    "code", "codes", "zip", "zipcode", "postcode", "postal", "phone", "ssn", "isbn", "fips",
  ]

  /// The words of a name in lower case: `passengerId`, `passenger_id` and `Passenger ID` have two.
  static func words(_ name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasLower = false
    for character in name {
      if character.isLetter || character.isNumber {
        if character.isUppercase, wasLower {
          words.append(word)
          word = ""
        }
        word += character.lowercased()
        wasLower = character.isLowercase
      } else {
        if !word.isEmpty { words.append(word) }
        word = ""
        wasLower = false
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}

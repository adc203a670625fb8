internal import FacetTables

extension ColumnProfile {
  /// Summarises the survey of a column.
  ///
  /// - Parameter isLabel: Whether its values are text regardless of their look; nil to decide by
  ///   their spelling.
  init(
    name: String, survey: ColumnSurvey, rows: Int, dialect: CSVDialect, isLabel: Bool? = nil
  ) {
    self.name = name
    let numberCount = survey.wholeNumbers + survey.otherNumbers + survey.infinities
    let present = rows - survey.missing
    let isNumeric = present > 0 && numberCount == present
    isNumberLikeText = isNumeric && (isLabel ?? survey.spelling.isLabels(of: present))
    kind =
      switch present {
      case 0: .empty
      case _ where isNumberLikeText: .text
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
    if isNumeric && !isNumberLikeText || kind == .amount, survey.moments.count > 0 {
      let quantiles = survey.quantiles.quantiles([0.25, 0.5, 0.75]).compactMap { $0 }
      numbers = Numbers(
        mean: survey.moments.mean, standardDeviation: survey.moments.standardDeviation,
        least: survey.moments.least, lowerQuartile: quantiles[0], median: quantiles[1],
        upperQuartile: quantiles[2], greatest: survey.moments.greatest,
        skew: survey.moments.skew, areQuantilesExact: survey.quantiles.isExact)
    }
    // Words that the user chose say what is missing.
    if kind == .integer || kind == .number, !dialect.hasChosenMissingWords {
      missingCodes = survey.extremes.missingCodes.map { String(Int($0)) }
    }
    if kind == .date { dates = Dates(first: survey.firstDate, last: survey.lastDate) }
    let counted = (survey.values.counted ?? []).map {
      ValueCount(value: dialect.text($0.bytes), count: $0.count)
    }
    // A number with several spellings is counted under its first one.
    let sorted = counted.sorted { ($1.count, $0.value) < ($0.count, $1.value) }
    topValues = Array(sorted.prefix(10))
    groups = sorted.count <= Self.mostGroups ? sorted : []
    isIndexLike = false
    eligibility = .numeric
    let role = ColumnRole(column: self, survey: survey, rows: rows)
    isIndexLike = role.isIdentity
    eligibility = role.eligibility
  }
}

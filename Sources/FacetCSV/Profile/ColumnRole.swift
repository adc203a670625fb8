/// The role of a column in questions, derived from its name and its values.
///
/// Averages and correlations apply to measures. Codes, identifiers, years and days are labels that
/// happen to be numbers: they can group rows if they have few distinct values.
struct ColumnRole {
  /// Why the column only numbers or names the rows, or nil.
  private let identity: String?
  let eligibility: ColumnProfile.Eligibility

  /// Whether the column only numbers or names the rows.
  var isIdentity: Bool { identity != nil }

  init(column: ColumnProfile, survey: ColumnSurvey, rows: Int) {
    let evidence = Evidence(column: column, survey: survey, rows: rows)
    let identity = evidence.identity
    self.identity = identity
    eligibility = evidence.eligibility(identity: identity)
  }

  private struct Evidence {
    let column: ColumnProfile
    let survey: ColumnSurvey
    let rows: Int
    let words: [String]

    init(column: ColumnProfile, survey: ColumnSurvey, rows: Int) {
      self.column = column
      self.survey = survey
      self.rows = rows
      words = ColumnName.words(column.name)
    }

    private var present: Int { rows - column.missingCount }
    private var isUnique: Bool { Double(column.uniqueCount) >= Double(present) * 0.98 }
    private var range: Double { survey.moments.greatest - survey.moments.least }

    var identity: String? {
      if column.name.hasPrefix("Unnamed: "), survey.isSequential {
        return "it is unnamed and numbers the rows"
      }
      if words.contains(where: ColumnName.identifierWords.contains) || column.name.hasSuffix("ID") {
        return "its name marks it as an identifier"
      }
      guard rows > 1, present > 1 else { return nil }
      if column.kind == .integer { return numberIdentity }
      // Counts and amounts differ in nearly every row without identifying anything.
      return column.kind == .text && isUnique ? "nearly every row has a different value" : nil
    }

    private var numberIdentity: String? {
      if survey.isSequential { return "it increases by 1 from row to row" }
      if column.uniqueCount == rows, range == Double(rows - 1) {
        return "it holds each number of a range once"
      }
      guard isUnique else { return nil }
      if ColumnName.isCode(words) || column.name.hasSuffix("id") {
        return "nearly every row has a different value"
      }
      guard present >= 20 else { return nil }
      if range < Double(present) * 2 { return "it numbers the rows with few gaps" }
      if survey.isRising { return "it rises from row to row, like a running number" }
      return isUniform
        ? "its numbers have equal length and spread evenly, like codes" : nil
    }

    /// Whether numbers of equal length fill their range evenly, which measures do not.
    private var isUniform: Bool {
      guard survey.spelling.isFixedWidth, survey.spelling.longest >= 5, present >= 50, range > 0,
        let numbers = column.numbers
      else { return false }
      func place(_ value: Double) -> Double { (value - numbers.least) / range }
      let slack = 1.5 / Double(present).squareRoot()
      return range > numbers.greatest / 4
        && abs(place(numbers.median) - 0.5) < slack
        && abs(place(numbers.lowerQuartile) - 0.25) < slack
        && abs(place(numbers.upperQuartile) - 0.75) < slack
    }

    func eligibility(identity: String?) -> ColumnProfile.Eligibility {
      if column.kind == .empty { return .none(reason: "it has no values") }
      if column.missingPercent >= 95 { return .none(reason: "at least 95% of it is missing") }
      if let identity { return .none(reason: identity) }
      if column.uniqueCount < 2 { return .none(reason: "all its values are the same") }
      if survey.infinities > 0 { return .none(reason: "it holds infinite values") }
      if let code = column.missingCodes.first {
        return .none(reason: "its value \(code) may stand for a missing one")
      }
      if survey.spelling.mayBeVersions {
        return .none(reason: "its numbers may be versions, of which 1.1 and 1.10 are two")
      }
      switch column.kind {
      case .integer, .number: return labelReason.map(label) ?? .numeric
      case .boolean: return .category
      case .date: return .none(reason: "it holds dates")
      case .amount:
        return .none(reason: "its amounts are written with '$' or ',', which pandas reads as text")
      case .text:
        return column.groups.isEmpty
          ? .none(reason: "it has more than \(ColumnProfile.mostGroups) different texts")
          : .category
      case .empty: return .none(reason: "it has no values")
      }
    }

    /// Why a column of numbers holds labels rather than a measure, or nil.
    private var labelReason: String? {
      if ColumnName.isCode(words) { return "its name marks its numbers as codes" }
      guard column.kind == .integer else { return nil }
      let (least, greatest) = (survey.moments.least, survey.moments.greatest)
      if let unit = ColumnName.timeUnit(words), unit.range.contains(least),
        unit.range.contains(greatest)
      {
        return "its numbers are \(unit.plural), not quantities"
      }
      if least >= 1900, greatest <= 2100, column.uniqueCount > 2, !ColumnName.isMeasure(words) {
        return "its numbers are years, not quantities"
      }
      let seconds = 946_684_800.0...2_145_916_800.0
      let isEpoch = [1.0, 1000.0].contains {
        seconds.contains(least / $0) && seconds.contains(greatest / $0)
      }
      if isEpoch, survey.spelling.isFixedWidth { return "its numbers are points in time" }
      return ColumnName.isGroup(words) && column.uniqueCount <= 50
        ? "its name marks its numbers as groups" : nil
    }

    /// The least average number of rows per numeric group; smaller groups are repeated identifiers.
    private static let leastGroupSize = 3

    /// Numeric labels can group rows if they have few distinct values.
    private func label(_ reason: String) -> ColumnProfile.Eligibility {
      let isGrouping =
        column.kind == .integer && column.missingCount == 0 && !column.groups.isEmpty
        && column.uniqueCount * Self.leastGroupSize <= rows
      return isGrouping ? .category : .none(reason: reason)
    }
  }
}

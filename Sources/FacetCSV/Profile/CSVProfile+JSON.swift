package import FacetJSON
internal import FacetTables

extension CSVProfile {
  /// The profile as one JSON document.
  package var json: JSONValue {
    [
      "path": .string(path), "dataset": .string(datasetName), "bytes": Self.number(size),
      "format": [
        "delimiter": Self.character(dialect.delimiter), "quote": Self.character(dialect.quote),
        "encoding": .string(dialect.encoding.rawValue),
        "byte_order_mark": .bool(dialect.hasByteOrderMark), "header": .bool(dialect.hasHeader),
        "space_after_delimiter": .bool(dialect.skipsInitialSpace),
        "decimal_mark": Self.character(dialect.decimalMark),
        "row_names": .bool(dialect.hasRowNames),
        "skipped_records": .array(skippedRecords.map(Self.number)),
        "leaves_end_out": .bool(leavesEndOut),
        "missing_values": .array(dialect.missingWords.map { .string($0) }),
      ],
      "shape": ["rows": Self.number(rows), "columns": Self.number(columns.count)],
      "columns": .array(columns.map(\.json)),
      "top_correlations": .array(
        correlations.map {
          [
            "columns": [.string($0.first), .string($0.second)],
            "correlation": Self.rounded($0.coefficient),
          ]
        }),
      "duplicate_rows": Self.number(duplicateRows),
      "malformed_rows": [
        "count": Self.number(malformed.count), "too_short": Self.number(malformed.short),
        "cut": Self.number(malformed.cut), "left_out": Self.number(malformed.leftOut),
        "unclosed_quote": .bool(malformed.hasUnclosedQuote),
        "examples": .array(
          malformed.examples.map {
            [
              "line": Self.number($0.line), "fields": Self.number($0.fields),
              "expected": Self.number($0.expected), "consequence": .string($0.consequence),
              "text": .string($0.text),
            ]
          }),
      ],
      "alerts": .array(alerts.map { .string($0) }),
      "unsuitable_for_questions": unsuitability.map { .string($0) } ?? .null,
    ]
  }

  private static func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }
  private static func character(_ byte: UInt8) -> JSONValue {
    .string(String(UnicodeScalar(byte)))
  }

  /// A number with six decimals; further digits are rounding errors of sums.
  static func rounded(_ value: Double?) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    let rounded = (value * 1e6).rounded() / 1e6
    return .number(JSONNumber(abs(value) < 1e9 && (rounded != 0 || value == 0) ? rounded : value))
  }
}

extension ColumnProfile {
  /// The column's part of the profile.
  var json: JSONValue {
    func counts(_ values: [ValueCount]) -> JSONValue {
      .array(
        values.map { ["value": .string($0.value), "count": .number(JSONNumber($0.count))] })
    }
    var object: JSONObject = [
      "name": .string(name), "type": .string(kind.rawValue), "dtype": .string(dtype),
      "missing_count": .number(JSONNumber(missingCount)),
      "missing_pct": CSVProfile.rounded(missingPercent),
      "unique_count": .number(JSONNumber(uniqueCount)),
      "unique_count_is_exact": .bool(isUniqueCountExact), "is_index_like": .bool(isIndexLike),
      "role": .string(role), "not_eligible_because": .null,
    ]
    if case .none(let reason) = eligibility { object["not_eligible_because"] = .string(reason) }
    if let numbers {
      let optional = CSVProfile.rounded
      object["numeric"] = [
        "mean": optional(numbers.mean), "std": optional(numbers.standardDeviation),
        "min": optional(numbers.least), "q25": optional(numbers.lowerQuartile),
        "median": optional(numbers.median), "q75": optional(numbers.upperQuartile),
        "max": optional(numbers.greatest), "skew": optional(numbers.skew),
        "quantiles_are_exact": .bool(numbers.areQuantilesExact),
      ]
    }
    if let dates {
      object["datetime"] = [
        "min": .string(CalendarText.text(dates.first)),
        "max": .string(CalendarText.text(dates.last)), "range_days": CSVProfile.rounded(dates.days),
      ]
    }
    if kind == .text || kind == .boolean || kind == .amount {
      object["top_values"] = counts(Array(topValues.prefix(5)))
    }
    return .object(object)
  }

  private var role: String {
    switch eligibility {
    case .numeric: "numeric"
    case .category: "category"
    case .none: "none"
    }
  }
}

/// Seconds since 1970 as a date, with any time of day.
enum CalendarText {
  static func text(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.down))
    let days = Int((Double(whole) / 86_400).rounded(.down))
    let rest = whole - days * 86_400
    // The civil calendar from days, in eras of 400 years that begin in March.
    let shifted = days + 719_468
    let era = Int((Double(shifted) / 146_097).rounded(.down))
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let date = "\(year)-\(two(month))-\(two(day))"
    if rest == 0 { return date }
    return "\(date) \(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

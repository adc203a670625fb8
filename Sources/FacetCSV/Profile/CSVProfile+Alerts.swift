extension CSVProfile {
  /// Excludes columns whose names differ but look the same to a reader.
  mutating func excludeTwins() {
    var seen: [String: Int] = [:]
    for index in columns.indices {
      // Strings are equal when they are canonically equivalent.
      if let twin = seen[columns[index].name] {
        for place in [twin, index] {
          columns[place].eligibility = .none(reason: "another column's name looks the same")
        }
      }
      seen[columns[index].name] = index
    }
  }

  /// Observations that a careful reader needs.
  func observations(areDuplicatesExact: Bool) -> [String] {
    var alerts: [String] = []
    if malformed.count > 0 {
      alerts.append("\(malformed.count) rows do not have the header's \(columns.count) fields")
    }
    if duplicateRows > 0 {
      alerts.append(
        "\(areDuplicatesExact ? "" : "about ")\(duplicateRows) rows repeat an earlier row")
    }
    for column in columns {
      if case .none("another column's name looks the same") = column.eligibility {
        alerts.append("column '\(column.name)' has a name that looks like another column's")
      }
      if column.name.unicodeScalars.contains(where: \.properties.isDefaultIgnorableCodePoint) {
        alerts.append("column '\(column.name)' has invisible characters in its name")
      }
      if column.isNumberLikeText {
        alerts.append(
          "column '\(column.name)' holds labels that look like numbers; it is read as text")
      }
      if case .none(let reason) = column.eligibility, reason.contains("may be versions") {
        alerts.append(
          "column '\(column.name)' may hold versions, which pandas reads as numbers: 1.1 is 1.10")
      }
      if !column.missingCodes.isEmpty {
        alerts.append(
          "column '\(column.name)' holds \(column.missingCodes.joined(separator: " and ")), which "
            + "may stand for a missing value")
      }
      if column.kind == .empty { alerts.append("column '\(column.name)' has no values") }
      if column.kind == .text, rows > 1, column.uniqueCount == rows {
        alerts.append("column '\(column.name)' has a different text in every row")
      }
      if column.missingPercent >= 50, column.kind != .empty {
        alerts.append("column '\(column.name)' is mostly missing")
      }
    }
    return alerts
  }

  /// How to have numbers that probably stand for missing values read as missing; `nil` if there are
  /// none.
  package var missingCodeAdvice: String? {
    let columns = columns.filter { !$0.missingCodes.isEmpty }
    guard let first = columns.first else { return nil }
    var codes: [String] = []
    for code in columns.flatMap(\.missingCodes) where !codes.contains(code) { codes.append(code) }
    let others = columns.count - 1
    let subject =
      others == 0
      ? "column '\(first.name)' is"
      : "column '\(first.name)' and \(others) other\(others == 1 ? "" : "s") are"
    return "\(subject) left out, because \(codes.joined(separator: ", ")) may stand for a missing "
      + "value; to read it as missing, add: --missing-values=NA,\(codes.joined(separator: ","))"
  }
}

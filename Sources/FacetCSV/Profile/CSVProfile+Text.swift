internal import FacetJSON
internal import FacetTables

extension CSVProfile {
  /// The file as a prompt shows it: shape, columns, first rows, distributions, missing values and
  /// frequent values.
  package var overview: String {
    var lines = ["=== SHAPE ===", "\(rows) rows, \(columns.count) columns", "", "=== COLUMNS ==="]
    for column in columns {
      var line = "\(column.name): \(column.dtype)"
      if case .none(let reason) = column.eligibility { line += "  (\(reason))" }
      lines.append(line)
    }
    lines += [
      "", "=== HEAD (\(min(5, head.count))) ===", columns.map(\.name).joined(separator: " | "),
    ]
    for row in head.prefix(5) {
      lines.append(row.map { Self.excerpt($0 ?? "(missing)") }.joined(separator: " | "))
    }
    let numeric = columns.filter { $0.numbers != nil }
    if !numeric.isEmpty {
      lines += ["", "=== NUMERIC SUMMARY ===", "column: count, mean, std, min, 25%, 50%, 75%, max"]
      for column in numeric {
        guard let numbers = column.numbers else { continue }
        let values = [
          numbers.mean, numbers.standardDeviation ?? .nan, numbers.least, numbers.lowerQuartile,
          numbers.median, numbers.upperQuartile, numbers.greatest,
        ]
        lines.append(
          "\(column.name): \(rows - column.missingCount), "
            + values.map(Self.short).joined(separator: ", "))
      }
    }
    let incomplete = columns.filter { $0.missingCount > 0 }
    lines += ["", "=== MISSING VALUES ==="]
    if incomplete.isEmpty { lines.append("none") }
    for column in incomplete {
      lines.append("\(column.name): \(column.missingCount) (\(Self.short(column.missingPercent))%)")
    }
    let labels = columns.filter { [.text, .boolean, .amount].contains($0.kind) }
    if !labels.isEmpty {
      lines += ["", "=== CATEGORICAL VALUE COUNTS ==="]
      for column in labels {
        let exact = column.isUniqueCountExact ? "" : "about "
        lines.append("\(column.name) (\(exact)\(column.uniqueCount) different):")
        for value in column.topValues {
          lines.append("  \(Self.excerpt(value.value)): \(value.count)")
        }
        if column.topValues.isEmpty { lines.append("  too many to count") }
      }
    }
    if malformed.count > 0 {
      lines += ["", "=== MALFORMED ROWS ===", "\(malformed.count) in all"]
      lines += malformed.examples.map(\.description)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What a person is told of a file: the overview, and what is odd about it.
  package var report: String {
    var lines = ["\(path): \(size) bytes, \(dialect.description)", ""]
    lines.append(overview)
    if !correlations.isEmpty {
      lines.append("=== STRONGEST CORRELATIONS ===")
      for pair in correlations {
        lines.append("\(pair.first), \(pair.second): \(Self.short(pair.coefficient))")
      }
      lines.append("")
    }
    if !alerts.isEmpty { lines += ["=== ALERTS ==="] + alerts + [""] }
    if let unsuitability { lines += ["no questions: \(unsuitability)", ""] }
    return lines.joined(separator: "\n")
  }

  /// A sentence or two about the file: what a question's record says of its data.
  package var description: String {
    let kinds =
      "\(numericColumns.count) numeric and \(categoryColumns.count) categorical columns to ask about"
    return "\(datasetName) has \(rows) rows and \(columns.count) columns: "
      + columns.prefix(12).map(\.name).joined(separator: ", ")
      + (columns.count > 12 ? " and \(columns.count - 12) more" : "") + ". There are \(kinds)."
  }

  private static func excerpt(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > 60 ? line.prefix(59) + "…" : line
  }

  /// A number to about six digits.
  private static func short(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let size = abs(value)
    let factor = size >= 1e6 ? 1 : size >= 1000 ? 100.0 : 10_000
    guard size < 1e15 else { return "\(value)" }
    return JSONNumber((value * factor).rounded() / factor).text
  }
}

extension MalformedRows.Example {
  /// `line 12 has 3 fields instead of 5: it does not count: a | b | c`
  package var description: String {
    "line \(line) has \(fields) fields instead of \(expected), \(consequence): \(text)"
  }
}

internal import FacetJSON
internal import FacetTables

extension CSVProfile {
  /// The overview of the file for prompts: shape, columns, first rows, distributions, missing
  /// values and frequent values.
  ///
  /// For a wide file, it shows as many as fit of the columns that questions can be about, and
  /// counts the others.
  package var overview: String {
    let whole = overview(of: Array(columns.indices))
    if whole.utf8.count <= Self.longestOverview { return whole }
    let useful = columns.indices.sorted { one, other in
      (columns[one].usefulness, one) < (columns[other].usefulness, other)
    }
    var (least, most) = (1, columns.count)
    while least < most {
      let count = (least + most + 1) / 2
      let text = overview(of: useful.prefix(count).sorted())
      if text.utf8.count <= Self.longestOverview { least = count } else { most = count - 1 }
    }
    return overview(of: useful.prefix(least).sorted())
  }

  /// The size in bytes of an overview of about 6,000 tokens: names and numbers average three bytes
  /// per token.
  private static let longestOverview = 18_000

  private func overview(of indices: [Int]) -> String {
    let columns = indices.map { self.columns[$0] }
    var lines = [
      "=== SHAPE ===", "\(rows) rows, \(self.columns.count) columns", "", "=== COLUMNS ===",
    ]
    if columns.count < self.columns.count {
      lines.append(
        "\(columns.count) columns are shown; the other \(self.columns.count - columns.count): "
          + Self.kinds(of: Set(self.columns.indices).subtracting(indices).map { self.columns[$0] }))
    }
    for column in columns {
      var line = "\(column.name): \(column.dtype)"
      if case .none(let reason) = column.eligibility { line += "  (\(reason))" }
      lines.append(line)
    }
    lines += [
      "", "=== HEAD (\(min(5, head.count))) ===", columns.map(\.name).joined(separator: " | "),
    ]
    for row in head.prefix(5) {
      lines.append(
        indices.map { index in
          index < row.count ? Self.excerpt(row[index] ?? "(missing)") : ""
        }.joined(separator: " | "))
    }
    lines += numericSummary(of: columns)
    let incomplete = columns.filter { $0.missingCount > 0 }
    lines += ["", "=== MISSING VALUES ==="]
    if incomplete.isEmpty { lines.append("none") }
    for column in incomplete {
      lines.append("\(column.name): \(column.missingCount) (\(Self.short(column.missingPercent))%)")
    }
    lines += Self.valueCounts(of: columns)
    if malformed.count > 0 {
      lines += ["", "=== MALFORMED ROWS ===", "\(malformed.count) in all"]
      lines += malformed.examples.prefix(5).map(\.description)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func numericSummary(of columns: [ColumnProfile]) -> [String] {
    let summaries = columns.compactMap { column in
      column.numbers.map { numbers in
        let values = [
          numbers.mean, numbers.standardDeviation ?? .nan, numbers.least, numbers.lowerQuartile,
          numbers.median, numbers.upperQuartile, numbers.greatest,
        ]
        return "\(column.name): \(rows - column.missingCount), "
          + values.map(Self.short).joined(separator: ", ")
      }
    }
    return summaries.isEmpty
      ? []
      : ["", "=== NUMERIC SUMMARY ===", "column: count, mean, std, min, 25%, 50%, 75%, max"]
        + summaries
  }

  private static func valueCounts(of columns: [ColumnProfile]) -> [String] {
    let labels = columns.filter { [.text, .boolean, .amount].contains($0.kind) }
    guard !labels.isEmpty else { return [] }
    return ["", "=== CATEGORICAL VALUE COUNTS ==="]
      + labels.flatMap { column in
        let exact = column.isUniqueCountExact ? "" : "about "
        let counts = column.topValues.map { "  \(excerpt($0.value)): \($0.count)" }
        return ["\(column.name) (\(exact)\(column.uniqueCount) different):"]
          + (counts.isEmpty ? ["  too many to count"] : counts)
      }
  }

  /// The description of a file for people: the overview, and the alerts.
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

  /// A sentence or two about the file, for the records of its questions.
  package var description: String {
    let kinds =
      "\(numericColumns.count) numeric and \(categoryColumns.count) categorical columns to ask about"
    return "\(datasetName) has \(rows) rows and \(columns.count) columns: "
      + columns.prefix(12).map(\.name).joined(separator: ", ")
      + (columns.count > 12 ? " and \(columns.count - 12) more" : "") + ". There are \(kinds)."
  }

  /// `120 of numbers, 3 of text`
  private static func kinds(of columns: [ColumnProfile]) -> String {
    let numbers = columns.count { $0.numbers != nil }
    let empty = columns.count { $0.kind == .empty }
    let others = columns.count - numbers - empty
    return [(numbers, "of numbers"), (others, "of text, dates or truth values"), (empty, "empty")]
      .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  private static func excerpt(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > 60 ? line.prefix(59) + "…" : line
  }

  /// A number with about six significant digits.
  private static func short(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let size = abs(value)
    let factor = size >= 1e6 ? 1 : size >= 1000 ? 100.0 : 10_000
    guard size < 1e15 else { return "\(value)" }
    return JSONNumber((value * factor).rounded() / factor).text
  }
}

extension MalformedRows.Example {
  /// `line 12 has 3 fields instead of 5: the row is ignored: a | b | c`
  package var description: String {
    let count = fields == 1 ? "1 field" : "\(fields) fields"
    return "line \(line) has \(count) instead of \(expected); \(consequence): \(text)"
  }
}

extension ColumnProfile {
  /// The rank of a column in a wide file's overview: columns for questions first, the fullest ones
  /// leading, then identifiers and empty columns.
  fileprivate var usefulness: Int {
    let missing = Int(missingPercent)
    switch eligibility {
    case .numeric, .category: return missing
    case .none:
      return kind == .empty ? 400 : (kind == .date || kind == .amount ? 101 : 200) + missing
    }
  }
}

/// Finds the header of a delimited text, and the lines around it that are not data.
struct HeaderFinder {
  private let sample: TableSample
  private let dialect: CSVDialect
  private let choices: CSVDialect.Choices

  init(sample: TableSample, dialect: CSVDialect, choices: CSVDialect.Choices) {
    self.sample = sample
    self.dialect = dialect
    self.choices = choices
  }

  /// The roles of the first records.
  struct Finding {
    var hasHeader = true
    var hasRowNames = false
    var skippedRecords: [Int] = []
    var alerts: [String] = []
    /// The number of fields in the first record that is not a title.
    var headerWidth = 0
  }

  var finding: Finding {
    var finding = Finding()
    var records = sample.records[...]
    if choices.skippedRecords == nil {
      let titles = titleCount(records)
      if titles > 0 {
        let lines = records.prefix(titles)
        finding.skippedRecords = lines.map(\.place)
        finding.alerts.append(
          titles == 1
            ? "line \(lines.first?.line ?? 1) is a title and is skipped"
            : "the first \(titles) lines are titles and are skipped")
        records = records.dropFirst(titles)
      }
    }
    guard let first = records.first else { return finding }
    finding.headerWidth = first.fields.count
    let below = Array(records.dropFirst())
    finding.hasRowNames = choices.hasRowNames ?? hasRowNames(first, below: below)
    let vote = HeaderVote(
      first: (finding.hasRowNames ? [[]] : []) + first.fields, below: below.map(\.fields),
      dialect: dialect)
    finding.hasHeader = choices.hasHeader ?? vote.hasHeader
    if choices.hasHeader == nil, let doubt = vote.doubt { finding.alerts.append(doubt) }
    finding.hasRowNames = finding.hasRowNames && finding.hasHeader
    if choices.isComplete { return finding }
    if finding.hasRowNames {
      finding.alerts.append(
        "each row has one field more than the header: the first column has no name, as when R "
          + "writes row names")
    }
    if finding.hasHeader, choices.skippedRecords == nil, let units = below.first {
      let rest = below.dropFirst().map(\.fields)
      switch UnitRow(fields: units.fields, below: rest, dialect: dialect).certainty {
      case .sure:
        finding.skippedRecords.append(units.place)
        finding.alerts.append("line \(units.line) contains units and is skipped")
      case .doubtful:
        finding.alerts.append(
          "line \(units.line) may contain units rather than data; it is read as a row")
      case .none: break
      }
    }
    return finding
  }

  /// The number of leading titles: lines with a single text, or with a text that contains the
  /// delimiter, above a table that has more columns and its own header.
  private func titleCount(_ records: ArraySlice<TableSample.Record>) -> Int {
    let width = sample.width.fields
    guard width > 1 else { return 0 }
    let titles = records.prefix(5).prefix { record in
      record.filled == 1 && record.fields.first.map { !TableSample.isBlank($0) } == true
        || isSplitTitle(record, width: width)
    }
    guard !titles.isEmpty, titles.count < 5, records.count > titles.count + 1 else { return 0 }
    let rest = records.dropFirst(titles.count)
    guard let header = rest.first, header.filled > 1, header.fields.count == width else { return 0 }
    if titles.contains(where: { DecimalScan.number(Array($0.fields[0]).span) != nil }) { return 0 }
    if titles.contains(where: { isSplitTitle($0, width: width) }) {
      // In a table whose rows differ in length, a short first line may be the header.
      return rest.allSatisfy { $0.fields.count == width } ? titles.count : 0
    }
    // A one-column header of a file with row names stands above rows of two fields.
    if width > 2, titles.allSatisfy({ $0.fields.count == 1 }) { return titles.count }
    let vote = HeaderVote(
      first: header.fields, below: rest.dropFirst().map(\.fields), dialect: dialect)
    return vote.votes > 0 ? titles.count : 0
  }

  /// Whether a record may be a text with the delimiter in it: a header has at most one field less
  /// than its rows.
  private func isSplitTitle(_ record: TableSample.Record, width: Int) -> Bool {
    func isNumber(_ field: ArraySlice<UInt8>) -> Bool {
      DecimalScan.number(Array(field).span, mark: dialect.decimalMark) != nil
    }
    // A year may be part of a title.
    return record.fields.count > 1 && record.fields.count < width - 1
      && record.fields.allSatisfy { !TableSample.isBlank($0) } && !isNumber(record.fields[0])
      && record.fields.count(where: isNumber) * 2 < record.fields.count
  }

  /// Whether every row has one field more than the header, and the last is not blank.
  private func hasRowNames(
    _ header: TableSample.Record, below: [TableSample.Record]
  ) -> Bool {
    let width = header.fields.count + 1
    // Prose with a comma in each line looks the same under a header with one name.
    func isNumeric(_ column: Int) -> Bool {
      below.allSatisfy { record in
        column < record.fields.count
          && DecimalScan.number(Array(record.fields[column]).span, mark: dialect.decimalMark) != nil
      }
    }
    return !below.isEmpty
      && (width > 2 || isNumeric(0) || isNumeric(1))
      && below.allSatisfy { $0.fields.count == width }
      && below.allSatisfy { !TableSample.isBlank($0.fields[width - 1]) }
  }
}

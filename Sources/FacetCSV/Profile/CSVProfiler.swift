internal import FacetPlatform
package import FacetTables

/// Profiles a CSV file in one pass and bounded memory.
package struct CSVProfiler {
  private let path: String
  private let dialect: CSVDialect
  private let choices: CSVDialect.Choices
  private let scan: CellScan
  private var names: [String] = []
  private var columns: [ColumnSurvey] = []
  private var digests = ValueTable(limit: 1 << 22)
  private var pairs = PairSample(columns: 0)
  private var head: [[String?]] = []
  private var malformed = MalformedRows()
  private var rows = 0
  private var blanks = BlankRows()
  private var notes = Footnotes()
  /// The line of a last row that holds totals, and of one that only appears to.
  private var total: Int?
  private var doubtfulTotal: Int?
  /// The number of rows with one surplus field, and of those in which it is filled.
  private var surplus = (rows: 0, filled: 0)
  /// The most fields a row may have: the larger count of the header and the first row.
  private var width = 0

  /// The memory limit for distinguishing values: the most values over all columns.
  private static let mostValues = 1 << 25

  /// Profiles a file.
  ///
  /// - Parameter choices: Known properties of the file's format.
  package static func profile(
    of path: String, choices: CSVDialect.Choices = CSVDialect.Choices()
  ) throws(CSVProfileError) -> CSVProfile {
    let dialect: CSVDialect
    do throws(TableError) {
      dialect = try CSVDialect.detected(at: path, choices: choices)
    } catch {
      throw CSVProfileError(error.description)
    }
    var profiler = CSVProfiler(path: path, dialect: dialect, choices: choices)
    do throws(SystemError) {
      return try profiler.profile()
    } catch {
      throw CSVProfileError("\(path): error: \(error)")
    }
  }

  private init(path: String, dialect: CSVDialect, choices: CSVDialect.Choices) {
    self.path = path
    self.dialect = dialect
    self.choices = choices
    scan = CellScan(dialect: dialect)
  }

  private mutating func profile() throws(SystemError) -> CSVProfile {
    var records = try CSVRecords(
      path: path, delimiter: dialect.delimiter, quote: dialect.quote,
      skipsInitialSpace: dialect.skipsInitialSpace)
    var record = CSVRecord()
    var numbers: [Double] = []
    let skipped = Set(dialect.skippedRecords)
    var place = -1
    while rows < choices.rowLimit ?? .max, try records.next(into: &record) {
      place += 1
      if record.isBlank || skipped.contains(place) { continue }
      if columns.isEmpty {
        open(record)
        numbers = Array(repeating: .nan, count: columns.count)
        if dialect.hasHeader { continue }
      }
      if record.isUnclosed {
        malformed.hasUnclosedQuote = true
        note(record, "a quote is never closed")
        continue
      }
      if record.isEmpty, !choices.isComplete {
        blanks.add(place)
        continue
      }
      if isTotal(record) {
        total = record.line
        continue
      }
      if rows > 0, !choices.isComplete,
        notes.take(record, width: names.count, dialect: dialect)
      {
        continue
      }
      for _ in 0..<blanks.countedBefore(place) {
        take(CSVRecord(), numbers: &numbers)
      }
      for row in notes.takeRows() + [record] where accepts(row) { take(row, numbers: &numbers) }
    }
    return conclusion()
  }

  private mutating func open(_ first: CSVRecord) {
    names = dialect.names(of: first)
    let limit = max(1 << 14, min(1 << 20, Self.mostValues / max(1, names.count)))
    columns = names.map { _ in ColumnSurvey(scan: scan, limit: limit) }
    pairs = PairSample(columns: names.count)
    width = names.count
  }

  /// Whether a record labelled as a total is one: one of its numbers is its column's sum or mean.
  private mutating func isTotal(_ record: CSVRecord) -> Bool {
    guard record.line == dialect.totalLine, rows > 1 else { return false }
    let isSure = columns.indices.contains { index in
      guard index < record.count, columns[index].moments.count > 1,
        let value = DecimalScan.number(
          Array(record.field(index)).span, mark: dialect.decimalMark)?.value, value.isFinite
      else { return false }
      let mean = columns[index].moments.mean
      let sum = mean * Double(columns[index].moments.count)
      // Totals are often rounded to two decimals or fewer.
      return abs(value - sum) <= max(abs(sum) * 1e-6, 0.006)
        || abs(value - mean) <= max(abs(mean) * 1e-4, 1e-9)
    }
    if !isSure { doubtfulTotal = record.line }
    return isSure
  }

  /// Whether a row is counted; a wrong number of fields is noted.
  private mutating func accepts(_ record: CSVRecord) -> Bool {
    let expected = names.count
    if rows == 0, malformed.leftOut == 0 { width = max(width, record.count) }
    if record.count == expected { return true }
    if record.count < expected {
      malformed.short += 1
      note(record, "the absent fields count as missing")
      return true
    }
    if record.count == expected + 1 {
      surplus.rows += 1
      if !record.field(expected).isEmpty { surplus.filled += 1 }
    }
    if record.count <= width {
      malformed.cut += 1
      note(record, "the surplus is ignored")
      return true
    }
    malformed.leftOut += 1
    note(record, "the row is ignored")
    return false
  }

  private mutating func note(_ record: CSVRecord, _ consequence: String) {
    guard malformed.examples.count < MalformedRows.mostExamples else { return }
    let fields = (0..<record.count).map { dialect.text(record.bytes[record.range($0)]) }
    malformed.examples.append(
      MalformedRows.Example(
        line: record.line, fields: record.count, expected: names.count,
        consequence: consequence, text: String(fields.joined(separator: " | ").prefix(120))))
  }

  private mutating func take(_ record: CSVRecord, numbers: inout [Double]) {
    let bytes = record.bytes.span
    var digest = ByteDigest()
    var start = 0
    for index in columns.indices {
      let end = index < record.count ? record.ends[index] : start
      let added = columns[index].add(bytes.extracting(start..<end))
      digest.add(added.digest)
      numbers[index] = added.number
      start = end
    }
    digests.count(digest.value, bytes: bytes.extracting(0..<0))
    pairs.add(numbers)
    rows += 1
    if head.count < 10 {
      head.append(
        columns.indices.map { index in
          guard index < record.count else { return nil }
          let field = record.bytes[record.range(index)]
          return scan.isMissing(Array(field).span) ? nil : dialect.text(field)
        })
    }
  }

  private func conclusion() -> CSVProfile {
    let columns = zip(names, columns).map {
      ColumnProfile(
        name: $0, survey: $1, rows: rows, dialect: dialect,
        isLabel: choices.textColumns?.contains($0))
    }
    let size = FileSystem.size(of: path) ?? 0
    var profile = CSVProfile(
      path: path, size: size, dialect: dialect, rows: rows, columns: columns, head: head,
      duplicateRows: max(0, rows - digests.count), correlations: correlations(of: columns),
      malformed: malformed, alerts: [])
    profile.skippedRecords = (dialect.skippedRecords + blanks.skipped).sorted()
    profile.leavesEndOut =
      total != nil || blanks.trailing > 0 || !notes.pending.isEmpty
      || choices.rowLimit != nil
    profile.excludeTwins()
    profile.readingAlerts = dialect.alerts + endAlerts
    profile.alerts =
      profile.readingAlerts + profile.observations(areDuplicatesExact: digests.isExact)
    return profile
  }

  /// Oddities of the uncounted rows.
  private var endAlerts: [String] {
    var alerts: [String] = []
    let blank = blanks.skipped.count + blanks.trailing
    if blank > 0 { alerts.append("\(Self.rows(blank)) blank and not counted") }
    if let note = notes.alert { alerts.append(note) }
    if let total { alerts.append("line \(total) holds totals and is not counted") }
    if let doubtfulTotal {
      alerts.append("line \(doubtfulTotal) may hold totals; it counts as a row")
    }
    if surplus.filled > 0 {
      alerts.append(
        "\(surplus.rows) rows have one field more than the header, filled in "
          + "\(surplus.filled == surplus.rows ? "all" : "\(surplus.filled)") of them; a header that "
          + "lacks a name shifts every column")
    }
    return alerts
  }

  private static func rows(_ count: Int) -> String { count == 1 ? "1 row is" : "\(count) rows are" }

  private func correlations(of columns: [ColumnProfile]) -> [CSVProfile.Correlation] {
    let numeric = columns.indices.filter { columns[$0].eligibility == .numeric }
    var all: [CSVProfile.Correlation] = []
    for (place, one) in numeric.enumerated() {
      for other in numeric.dropFirst(place + 1) {
        guard let coefficient = pairs.correlation(one, other) else { continue }
        all.append(
          CSVProfile.Correlation(
            first: columns[one].name, second: columns[other].name, coefficient: coefficient))
      }
    }
    let sorted = all.enumerated().sorted { one, other in
      let (left, right) = (abs(one.element.coefficient), abs(other.element.coefficient))
      return left == right ? one.offset < other.offset : left > right
    }
    return sorted.prefix(5).map(\.element)
  }
}

internal import Facet
internal import FacetPlatform

/// Reads a CSV file once and says what is in it, in memory that does not grow with its rows beyond
/// a bound.
package struct CSVProfiler {
  private let path: String
  private let dialect: CSVDialect
  private let scan: CellScan
  private var names: [String] = []
  private var columns: [ColumnSurvey] = []
  private var digests = ValueTable(limit: 1 << 22)
  private var pairs = PairSample(columns: 0)
  private var head: [[String?]] = []
  private var malformed = MalformedRows()
  private var rows = 0
  /// How many fields a row may have: as many as the header or the first row.
  private var width = 0

  /// Memory for telling values apart: so many of them over all columns.
  private static let mostValues = 1 << 25

  /// Profiles a file.
  ///
  /// - Parameter choices: What is known already of how it is written.
  package static func profile(
    of path: String, choices: CSVDialect.Choices = CSVDialect.Choices()
  ) throws(CSVProfileError) -> CSVProfile {
    let dialect = try CSVDialect.detected(at: path, choices: choices)
    var profiler = CSVProfiler(path: path, dialect: dialect)
    do throws(SystemError) {
      return try profiler.profile()
    } catch {
      throw CSVProfileError("\(path): error: \(error)")
    }
  }

  private init(path: String, dialect: CSVDialect) {
    self.path = path
    self.dialect = dialect
    scan = CellScan(dialect: dialect)
  }

  private mutating func profile() throws(SystemError) -> CSVProfile {
    var records = try CSVRecords(path: path, delimiter: dialect.delimiter, quote: dialect.quote)
    var record = CSVRecord()
    var numbers: [Double] = []
    while try records.next(into: &record) {
      if record.isBlank { continue }
      if columns.isEmpty {
        open(record)
        numbers = Array(repeating: .nan, count: columns.count)
        if dialect.hasHeader { continue }
      }
      if record.isUnclosed {
        malformed.hasUnclosedQuote = true
        note(record, "is never closed")
        continue
      }
      guard accepts(record) else { continue }
      take(record, numbers: &numbers)
    }
    return conclusion()
  }

  private mutating func open(_ first: CSVRecord) {
    names =
      dialect.hasHeader
      ? Self.distinct(
        (0..<first.count).map { index in
          let text = dialect.text(first.bytes[first.range(index)])
          return dialect.skipsInitialSpace ? String(text.drop { $0 == " " }) : text
        })
      : (0..<first.count).map { "column_\($0 + 1)" }
    let limit = max(1 << 14, min(1 << 20, Self.mostValues / max(1, names.count)))
    columns = names.map { _ in ColumnSurvey(scan: scan, limit: limit) }
    pairs = PairSample(columns: names.count)
    width = names.count
  }

  /// Names as pandas makes them different.
  static func distinct(_ header: [String]) -> [String] {
    var names: [String] = []
    var taken = Set(header)
    var seen: Set<String> = []
    for (index, name) in header.enumerated() {
      var name = name.isEmpty ? "Unnamed: \(index)" : name
      if seen.contains(name) {
        var number = 1
        while taken.contains("\(name).\(number)") { number += 1 }
        name = "\(name).\(number)"
        taken.insert(name)
      }
      seen.insert(name)
      names.append(name)
    }
    return names
  }

  /// Whether a row counts; what is wrong with its number of fields is noted.
  private mutating func accepts(_ record: CSVRecord) -> Bool {
    let expected = names.count
    if rows == 0, malformed.leftOut == 0 { width = max(width, record.count) }
    if record.count == expected { return true }
    if record.count < expected {
      malformed.short += 1
      note(record, "what it lacks counts as missing")
      return true
    }
    if record.count <= width {
      malformed.cut += 1
      note(record, "what it has too much does not count")
      return true
    }
    malformed.leftOut += 1
    note(record, "it does not count")
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
      var field = bytes.extracting(start..<end)
      if dialect.skipsInitialSpace {
        var space = 0
        while space < field.count, field[space] == UInt8(ascii: " ") { space += 1 }
        field = field.extracting(space...)
      }
      let added = columns[index].add(field)
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
      ColumnProfile(name: $0, survey: $1, rows: rows, dialect: dialect)
    }
    let size = FileSystem.size(of: path) ?? 0
    var profile = CSVProfile(
      path: path, size: size, dialect: dialect, rows: rows, columns: columns, head: head,
      duplicateRows: max(0, rows - digests.count), correlations: correlations(of: columns),
      malformed: malformed, alerts: [])
    profile.alerts = profile.observations(areDuplicatesExact: digests.isExact)
    return profile
  }

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

extension CSVProfile {
  /// What a careful reader would want to be told.
  fileprivate func observations(areDuplicatesExact: Bool) -> [String] {
    var alerts: [String] = []
    if malformed.count > 0 {
      alerts.append("\(malformed.count) rows do not have the header's \(columns.count) fields")
    }
    if duplicateRows > 0 {
      alerts.append(
        "\(areDuplicatesExact ? "" : "about ")\(duplicateRows) rows are the same as an earlier one")
    }
    for column in columns {
      if column.kind == .empty { alerts.append("column '\(column.name)' has no values") }
      if column.kind == .text, rows > 1, column.uniqueCount == rows {
        alerts.append("column '\(column.name)' has a text of its own in every row")
      }
      if column.missingPercent >= 50, column.kind != .empty {
        alerts.append("column '\(column.name)' is mostly missing")
      }
    }
    return alerts
  }
}

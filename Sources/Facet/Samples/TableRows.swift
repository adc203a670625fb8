internal import FacetJSON
internal import FacetPlatform
internal import FacetTables

/// The rows of a delimited file, as objects of strings.
struct TableRows {
  /// The form of the file.
  let dialect: CSVDialect
  private let skipped: Set<Int>
  private let skipsBadRows: Bool
  private var records: CSVRecords
  private var record = CSVRecord()
  private var header: [String] = []
  /// The first record, if it is data rather than a header.
  private var pending = false
  private var place = -1
  private var rowIndex = 0
  private(set) var omissions = InputOmissions()

  /// - Parameter dialect: The form of the file, if it is known.
  init(
    path: String, dialect known: CSVDialect? = nil, hasHeader: Bool, skipsBadRows: Bool
  ) throws(InputError) {
    self.skipsBadRows = skipsBadRows
    do throws(TableError) {
      var choices = CSVDialect.Choices()
      choices.hasHeader = hasHeader
      if let known {
        dialect = known
      } else {
        dialect = try CSVDialect.detected(at: path, choices: choices)
      }
    } catch {
      throw InputError(sampleIndex: nil, line: nil, message: error.message)
    }
    skipped = Set(dialect.skippedRecords)
    do throws(SystemError) {
      records = try CSVRecords(
        path: path, delimiter: dialect.delimiter, quote: dialect.quote,
        skipsInitialSpace: dialect.skipsInitialSpace)
    } catch {
      throw InputError(sampleIndex: nil, line: nil, message: error.description)
    }
    omissions.alerts = dialect.alerts
    if let line = dialect.totalLine {
      omissions.alerts.append("line \(line) may hold totals; it counts as a sample")
    }
    guard try nextRecord() else {
      throw InputError(sampleIndex: nil, line: 1, message: "the file needs a header line")
    }
    header = dialect.names(of: record)
    pending = !dialect.hasHeader
    if dialect.hasHeader { try checkHeader() }
  }

  private func checkHeader() throws(InputError) {
    var seen: [String: [UInt8]] = [:]
    for name in (0..<record.count).map({ dialect.text(record.field($0)) }) {
      let bytes = Array(name.utf8)
      if let twin = seen.updateValue(bytes, forKey: name) {
        throw InputError(
          sampleIndex: nil, line: record.line,
          message: twin == bytes
            ? "the header names '\(name)' twice"
            : "the header has two names that look like '\(name)' and are written in different "
              + "characters; rename one")
      }
    }
  }

  /// The next row, or `nil` after the last; blank rows are skipped.
  mutating func next() throws(InputError) -> (row: JSONObject, index: Int, line: Int)? {
    while true {
      if pending {
        pending = false
      } else if try !nextRecord() {
        return nil
      }
      let index = rowIndex
      rowIndex += 1
      do throws(InputError) {
        return (try row(index), index, record.line)
      } catch {
        guard skipsBadRows else { throw error }
        omissions.add(error)
      }
    }
  }

  private func row(_ index: Int) throws(InputError) -> JSONObject {
    if record.isUnclosed {
      throw InputError(
        sampleIndex: index, line: record.line, message: "a quoted field is not closed")
    }
    // A trailing delimiter on each line adds an empty field.
    let hasTrailing =
      record.count == header.count + 1 && record.field(header.count).isEmpty
    guard record.count == header.count || hasTrailing else {
      throw InputError(
        sampleIndex: index, line: record.line,
        message: "the row has \(record.count) \(record.count == 1 ? "field" : "fields") but the "
          + "header has \(header.count)")
    }
    return JSONObject(
      distinct: header.indices.map { column in
        JSONObject.Member(
          key: header[column], value: .string(dialect.text(record.field(column))))
      })
  }

  /// Reads the next record that is neither a title nor blank.
  private mutating func nextRecord() throws(InputError) -> Bool {
    do throws(SystemError) {
      while try records.next(into: &record) {
        place += 1
        if skipped.contains(place) || record.isBlank { continue }
        if record.isEmpty {
          omissions.blankRows += 1
          continue
        }
        return true
      }
      return false
    } catch {
      throw InputError(sampleIndex: rowIndex, line: record.line, message: error.description)
    }
  }
}

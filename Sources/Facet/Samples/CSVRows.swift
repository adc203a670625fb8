internal import FacetJSON
internal import FacetPlatform

/// The rows of a CSV file with a header, as objects of strings.
struct CSVRows {
  private var records: CSVRecords
  private var record = CSVRecord()
  private var header: [String] = []
  private var rowIndex = 0

  init(path: String) throws(InputError) {
    do throws(SystemError) {
      records = try CSVRecords(path: path)
    } catch {
      throw InputError(sampleIndex: nil, line: nil, message: error.description)
    }
    guard let names = try fields() else {
      throw InputError(sampleIndex: nil, line: 1, message: "the file needs a header line")
    }
    header = names
    if let repeated = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw InputError(
        sampleIndex: nil, line: 1, message: "the header names '\(repeated)' twice")
    }
  }

  /// The next row, or `nil` after the last; blank lines are skipped.
  mutating func next() throws(InputError) -> (row: JSONObject, line: Int)? {
    while true {
      guard let fields = try fields() else { return nil }
      if fields.count == 1, fields[0].isEmpty, header.count > 1 { continue }
      guard fields.count == header.count else {
        throw InputError(
          sampleIndex: rowIndex, line: record.line,
          message: "the row has \(fields.count) fields where the header has \(header.count)")
      }
      rowIndex += 1
      let members = zip(header, fields).map {
        JSONObject.Member(key: $0, value: .string($1))
      }
      return (JSONObject(distinct: members), record.line)
    }
  }

  /// The fields of the next record, or `nil` at the end of the file.
  private mutating func fields() throws(InputError) -> [String]? {
    do throws(SystemError) {
      guard try records.next(into: &record) else { return nil }
    } catch {
      throw InputError(sampleIndex: rowIndex, line: record.line, message: error.description)
    }
    guard !record.isUnclosed else {
      throw InputError(
        sampleIndex: rowIndex, line: record.line, message: "a quoted field is not closed")
    }
    var fields: [String] = []
    for index in 0..<record.count {
      guard let text = String(validating: record.bytes[record.range(index)], as: UTF8.self) else {
        throw InputError(
          sampleIndex: rowIndex, line: record.line, message: "the field is not valid UTF-8")
      }
      fields.append(text)
    }
    return fields
  }
}

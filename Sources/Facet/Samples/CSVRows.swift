internal import FacetJSON
internal import FacetPlatform

/// The rows of a CSV file with a header, as objects of strings (RFC 4180; a quoted field may hold
/// line breaks; a byte order mark is skipped).
struct CSVRows {
  private let bytes: FileChunks
  private var header: [String] = []
  private var line = 1
  private var rowIndex = 0

  init(path: String) throws(InputError) {
    do throws(SystemError) {
      bytes = try FileChunks(path: path)
    } catch {
      throw InputError(sampleIndex: nil, line: nil, message: error.description)
    }
    guard let names = try record() else {
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
      let start = line
      guard let fields = try record() else { return nil }
      if fields.count == 1, fields[0].isEmpty, header.count > 1 { continue }
      guard fields.count == header.count else {
        throw InputError(
          sampleIndex: rowIndex, line: start,
          message: "the row has \(fields.count) fields where the header has \(header.count)")
      }
      rowIndex += 1
      let members = zip(header, fields).map {
        JSONObject.Member(key: $0, value: .string($1))
      }
      return (JSONObject(distinct: members), start)
    }
  }

  /// The fields of the next record, or `nil` at the end of the file.
  private mutating func record() throws(InputError) -> [String]? {
    guard bytes.peek != nil else {
      try checkFailure()
      return nil
    }
    let start = line
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    while let byte = bytes.next() {
      switch byte {
      case UInt8(ascii: "\"") where isQuoted:
        if bytes.peek == UInt8(ascii: "\"") {
          field.append(byte)
          _ = bytes.next()
        } else {
          isQuoted = false
        }
      case UInt8(ascii: "\"") where field.isEmpty:
        isQuoted = true
      case UInt8(ascii: ",") where !isQuoted:
        fields.append(try text(field, line: start))
        field.removeAll(keepingCapacity: true)
      case UInt8(ascii: "\r") where !isQuoted && bytes.peek == UInt8(ascii: "\n"):
        continue
      case UInt8(ascii: "\n"):
        line += 1
        if isQuoted {
          field.append(byte)
        } else {
          fields.append(try text(field, line: start))
          return fields
        }
      default:
        field.append(byte)
      }
    }
    try checkFailure()
    guard !isQuoted else {
      throw InputError(
        sampleIndex: rowIndex, line: start, message: "a quoted field is not closed")
    }
    fields.append(try text(field, line: start))
    return fields
  }

  private func checkFailure() throws(InputError) {
    guard let failure = bytes.failure else { return }
    throw InputError(sampleIndex: rowIndex, line: line, message: failure.description)
  }

  private func text(_ field: [UInt8], line: Int) throws(InputError) -> String {
    guard let text = String(validating: field, as: UTF8.self) else {
      throw InputError(
        sampleIndex: rowIndex, line: line, message: "the field is not valid UTF-8")
    }
    return text
  }
}

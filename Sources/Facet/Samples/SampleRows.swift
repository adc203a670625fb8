internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform
internal import FacetTables

/// Reads the rows of an input file one by one: a JSON array, optionally inside an object, JSON
/// Lines, a delimited table, or a dataset of an earlier run.
struct SampleRows {
  private enum Source {
    case json(JSONRowReader)
    case table(TableRows)
  }

  private var source: Source
  private let file: FileByteSource
  private let path: String
  private let skipsBadRows: Bool
  private let inputField: String
  private var dataset: DatasetSamples
  private var jsonOmissions = InputOmissions()
  /// The first object of JSON outside an array, and the number of objects so far.
  private var lone: (first: JSONObject?, count: Int) = (nil, 0)

  /// The file's name identifies a table; the file's first bytes identify the other formats.
  ///
  /// - Parameters:
  ///   - dialect: The form of a table, if an earlier reader has found it.
  ///   - digests: Whether to compute the file's ``digest()``.
  init(
    path: String, data: DataConfiguration, dialect: CSVDialect? = nil, digests: Bool = false
  ) throws(SampleError) {
    self.path = path
    skipsBadRows = data.skipsBadRows
    inputField = data.inputField
    dataset = DatasetSamples(data: data)
    do throws(InputError) {
      file = try FileByteSource(path: path, digests: digests)
      if let obstacle = FileForm.obstacle(start: try file.peek(), path: path) {
        throw InputError(message: obstacle)
      }
      if FileForm.isTable(path) {
        source = .table(
          try TableRows(
            path: path, dialect: dialect, hasHeader: data.hasHeader ?? true,
            skipsBadRows: data.skipsBadRows))
      } else {
        source = .json(JSONRowReader(source: file, skipsBadRows: data.skipsBadRows))
      }
    } catch {
      throw SampleError(path: path, error)
    }
  }

  /// The rows left out so far, and peculiarities of the file.
  var omissions: InputOmissions {
    switch source {
    case .table(let rows): rows.omissions
    case .json(let reader):
      reader.badRows.reduce(into: omissionsOfObjects(in: reader)) { $0.add($1) }
    }
  }

  private func omissionsOfObjects(in reader: JSONRowReader) -> InputOmissions {
    var omissions = jsonOmissions
    if reader.wrapper == "train" {
      omissions.alerts.append("only the rows under 'train' are read, and no other split")
    }
    return omissions
  }

  /// The mistake in a file that is a single object of columns or of named rows; nil for a sample.
  private static func form(ofLone object: JSONObject, inputField: String) -> String? {
    let values = object.members.map(\.value)
    let remedy = "; write an array of the rows, or a row on each line"
    if let count = values.first?.array?.count, count > 1, values.count > 1,
      values.allSatisfy({ value in
        value.array?.count == count && value.array?.allSatisfy { $0.object == nil } == true
      })
    {
      return "the file is one object of \(values.count) columns with \(count) values each" + remedy
    }
    if values.count > 1, object[inputField] == nil, values.allSatisfy({ $0.object != nil }) {
      return "the file is one object of \(values.count) rows by name" + remedy
    }
    return nil
  }

  /// The form of a table; nil for other files.
  var dialect: CSVDialect? {
    guard case .table(let rows) = source else { return nil }
    return rows.dialect
  }

  /// The SHA-256 of the file, which ends the reading.
  func digest() throws(SampleError) -> SHA256 {
    do throws(InputError) {
      if let digest = try file.digest() { return digest }
    } catch {
      throw SampleError(path: path, error)
    }
    preconditionFailure("only a reader that was asked for a digest has one")
  }

  /// The next row and its 0-based position in the file, or `nil` after the last.
  mutating func next() throws(SampleError) -> (row: JSONObject, index: Int, line: Int)? {
    do throws(InputError) {
      switch source {
      case .table(var rows):
        defer { source = .table(rows) }
        return try rows.next()
      case .json(let reader):
        while let row = try reader.next() {
          guard case .object(let object) = row.value else {
            let error = InputError(
              sampleIndex: row.index, line: row.line,
              message:
                "sample \(row.index) must be an object with named fields, not "
                + row.value.kindDescription)
            guard skipsBadRows else { throw error }
            jsonOmissions.add(error)
            continue
          }
          lone = (lone.count == 0 ? object : nil, lone.count + 1)
          if let sample = dataset.sample(of: object, index: row.index, wrapper: reader.wrapper) {
            return (sample.row, sample.index, row.line)
          }
        }
        if reader.isBlank { throw InputError(message: "the file is empty") }
        if !reader.isArray, let object = lone.first,
          let form = Self.form(ofLone: object, inputField: inputField)
        {
          throw InputError(line: 1, message: form)
        }
        return nil
      }
    } catch {
      var error = error
      if error.sampleIndex == 0, error.message.contains("does not end on its line") {
        error.message +=
          "; an object around all rows must hold them under 'data', 'rows' or 'samples'"
      }
      throw SampleError(path: path, error)
    }
  }
}

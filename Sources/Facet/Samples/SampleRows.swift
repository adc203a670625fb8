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
  private let path: String
  private let skipsBadRows: Bool
  private var dataset: DatasetSamples
  private var jsonOmissions = InputOmissions()

  /// The file's name identifies a table; the file's first bytes identify the other formats.
  init(path: String, data: DataConfiguration) throws(SampleError) {
    self.path = path
    skipsBadRows = data.skipsBadRows
    dataset = DatasetSamples(data: data)
    do throws(InputError) {
      let start = try Self.start(of: path)
      if let obstacle = FileForm.obstacle(start: start, path: path) {
        throw InputError(message: obstacle)
      }
      let name = path.lowercased()
      if [".csv", ".tsv", ".tab"].contains(where: name.hasSuffix) {
        source = .table(
          try TableRows(
            path: path, hasHeader: data.hasHeader ?? true, skipsBadRows: data.skipsBadRows))
      } else {
        source = .json(try JSONRowReader(path: path, skipsBadRows: data.skipsBadRows))
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
      reader.badRows.reduce(into: jsonOmissions) { $0.add($1) }
    }
  }

  private static func start(of path: String) throws(InputError) -> [UInt8] {
    let source = try FileByteSource(path: path, pieceSize: 64)
    var start: [UInt8] = []
    try source.read(into: &start)
    return start
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
          if let sample = dataset.sample(of: object, index: row.index, wrapper: reader.wrapper) {
            return (sample.row, sample.index, row.line)
          }
        }
        if reader.isBlank { throw InputError(message: "the file is empty") }
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

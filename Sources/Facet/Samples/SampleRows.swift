internal import FacetJSON
internal import FacetPlatform

/// The rows of an input file, one after another: a JSON array, JSON Lines, or CSV with a header.
struct SampleRows {
  private enum Source {
    case json(JSONRowReader)
    case csv(CSVRows)
  }

  private var source: Source
  private let path: String

  /// CSV is told by the file's name, the others by what the file begins with.
  init(path: String) throws(SampleError) {
    self.path = path
    do throws(InputError) {
      source =
        path.lowercased().hasSuffix(".csv")
        ? .csv(try CSVRows(path: path)) : .json(try JSONRowReader(path: path))
    } catch {
      throw SampleError(path: path, error)
    }
  }

  /// The next row, or `nil` after the last.
  mutating func next() throws(SampleError) -> (row: JSONObject, line: Int)? {
    do throws(InputError) {
      switch source {
      case .csv(var rows):
        defer { source = .csv(rows) }
        return try rows.next()
      case .json(let reader):
        guard let row = try reader.next() else { return nil }
        guard case .object(let object) = row.value else {
          throw InputError(
            sampleIndex: row.index, line: row.line,
            message:
              "sample \(row.index) must be an object with named fields, not "
              + row.value.kindDescription)
        }
        return (object, row.line)
      }
    } catch {
      throw SampleError(path: path, error)
    }
  }
}

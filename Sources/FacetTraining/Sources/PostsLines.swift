internal import FacetJSON
internal import FacetPlatform

/// The questions of a dump of Stack Exchange, `Posts.xml`, as rows.
package enum PostsLines {
  /// Whether a file is XML, by its name.
  package static func isPosts(_ path: String) -> Bool {
    [".xml", ".xml.gz"].contains(where: path.lowercased().hasSuffix)
  }

  /// Writes a row for each question, with the attributes as they are, and with `id` and `input`:
  /// the title and the text without its markup.
  ///
  /// Other elements, such as those of the other files of a dump, all become rows.
  ///
  /// - Returns: The number of rows.
  static func write(_ path: String, to file: AtomicFile) throws(TrainingError) -> Int {
    do {
      let source = try FileByteSource(path: path)
      var rows = XMLRows { () throws(SystemError) in
        var piece: [UInt8] = []
        do throws(InputError) {
          try source.read(into: &piece)
        } catch {
          throw SystemError("read '\(path)': \(error.message)", code: 0)
        }
        return piece
      }
      var count = 0
      while let row = try rows.next() {
        let kind = row.first { $0.name == "PostTypeId" }?.value
        guard kind == nil || kind == "1" else { continue }
        try file.append(JSONValue.object(fields(of: row)).line)
        count += 1
      }
      return count
    } catch let flaw as XMLRows.Flaw {
      throw TrainingError("\(path):\(flaw.line): \(flaw.reason)")
    } catch {
      throw TrainingError("\(error)")
    }
  }

  private static func fields(of row: XMLRows.Row) -> JSONObject {
    var fields = JSONObject(row.map { ($0.name, .string($0.value)) })
    if let id = fields["Id"], fields["id"] == nil { fields["id"] = id }
    let parts = [fields["Title"]?.string, fields["Body"]?.string.map(HTMLText.text)]
    let text = parts.compactMap { $0 }.joined(separator: "\n\n")
    if fields["input"] == nil, !text.isEmpty { fields["input"] = .string(text) }
    return fields
  }
}

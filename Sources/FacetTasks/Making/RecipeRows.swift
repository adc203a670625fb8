internal import FacetJSON
internal import FacetPlatform
internal import FacetTables

/// The rows of a recipe's input: JSON, JSON Lines, CSV or TSV.
enum RecipeRows {
  /// A row and its 0-based place in the file.
  struct Row: Sendable {
    var index: Int
    var fields: JSONObject
  }

  /// Why the rows cannot be used.
  struct Failure: Error, Sendable {
    var reason: String
  }

  /// The rows that a recipe chooses, in the order of the file, and how many repeated others.
  static func chosen(by recipe: TaskRecipe) throws(Failure) -> (rows: [Row], repeated: Int) {
    var rows = try all(of: recipe.input)
    let count = rows.count
    if !recipe.deduplicate.isEmpty {
      var seen: Set<[JSONValue]> = []
      rows = rows.filter { row in
        seen.insert(recipe.deduplicate.map { row.fields[$0] ?? .null }).inserted
      }
    }
    let repeated = count - rows.count
    guard let limit = recipe.limit, limit < rows.count else { return (rows, repeated) }
    // The hash of a row decides, so that other rows may come or go.
    let ranked = rows.map { row in
      let text = "\(recipe.seed)\u{0}\(row.index)\u{0}\(JSONValue.object(row.fields).text)"
      return (row: row, rank: SHA256(of: Array(text.utf8)).description)
    }.sorted { $0.rank < $1.rank }
    return (ranked.prefix(limit).map(\.row).sorted { $0.index < $1.index }, repeated)
  }

  private static func all(of path: String) throws(Failure) -> [Row] {
    var rows: [Row] = []
    do {
      if FileForm.isTable(path) {
        try readTable(path) { rows.append(Row(index: rows.count, fields: $0)) }
      } else {
        let reader = try JSONRowReader(path: path)
        while let row = try reader.next() {
          guard let fields = row.value.object else {
            throw Failure(reason: "row \(row.index) in line \(row.line) is no object")
          }
          rows.append(Row(index: rows.count, fields: fields))
        }
      }
    } catch let failure as Failure {
      throw Failure(reason: "\(path): \(failure.reason)")
    } catch let error as InputError {
      throw Failure(reason: "\(path): \(error.message)")
    } catch let error as TableError {
      throw Failure(reason: "\(path): \(error.message)")
    } catch {
      throw Failure(reason: "\(path): \(error)")
    }
    guard !rows.isEmpty else { throw Failure(reason: "'\(path)' has no rows") }
    return rows
  }

  private static func readTable(_ path: String, _ body: (JSONObject) -> Void) throws {
    var choices = CSVDialect.Choices()
    choices.hasHeader = true
    let dialect = try CSVDialect.detected(at: path, choices: choices)
    var records = try CSVRecords(
      path: path, delimiter: dialect.delimiter, quote: dialect.quote,
      skipsInitialSpace: dialect.skipsInitialSpace)
    var record = CSVRecord()
    guard try records.next(into: &record) else { return }
    let names = dialect.names(of: record)
    while try records.next(into: &record) {
      if record.isBlank { continue }
      body(
        JSONObject(
          names.enumerated().map { index, name in
            (name, .string(index < record.count ? dialect.text(record.field(index)) : ""))
          }))
    }
  }
}

internal import FacetJSON
internal import FacetPlatform

/// Reads a dataset of JSON Lines with a row per cell, sample by sample. Its metadata may be in a
/// companion file.
struct DatasetRows: SampleSource {
  /// A perspective and one of its completions.
  private struct Place: Hashable {
    var perspective: Int
    var completion: Int
  }

  private let path: String
  private let rows: JSONRowReader
  private let companion: JSONValue?
  private var columns: [JSONObject] = []
  private var places: [Place: Int] = [:]
  /// A row of the next sample that has already been read.
  private var pending: JSONValue?

  init(path: String) throws(ReportError) {
    self.path = path
    do throws(InputError) {
      rows = try JSONRowReader(path: path)
    } catch {
      throw ReportError(message: "\(error)")
    }
    companion = try Self.companion(of: path)
    var place = Place(perspective: -1, completion: 0)
    for perspective in companion?["agent_perspectives"]?.array ?? [] {
      place.completion = perspective["completion"]?.int ?? 0
      if place.completion == 0 { place.perspective += 1 }
      var column = perspective.object ?? JSONObject()
      column["isReference"] = .bool((column["strategy"] ?? .null).isNull)
      places[place] = columns.count
      columns.append(column)
    }
  }

  private static func companion(of path: String) throws(ReportError) -> JSONValue? {
    let name = path.dropLast(".jsonl".count) + ".metadata.json"
    guard FileSystem.exists(String(name)) else { return nil }
    do {
      return try ResponseJSON.value(of: try FileSystem.contents(of: String(name)))
    } catch {
      throw ReportError(message: "'\(name)' cannot be read: \(error)")
    }
  }

  mutating func next() throws(ReportError) -> ReportSample? {
    guard let first = try takeRow() else { return nil }
    var sample = Self.sample(of: first)
    add(first, to: &sample)
    while let row = try takeRow() {
      guard row["sample_index"] == first["sample_index"] else {
        pending = row
        break
      }
      add(row, to: &sample)
    }
    return sample
  }

  private mutating func takeRow() throws(ReportError) -> JSONValue? {
    if let row = pending {
      pending = nil
      return row
    }
    do throws(InputError) {
      guard let row = try rows.next() else { return nil }
      guard row.value["sample_index"]?.int != nil, row.value["condition"]?.string != nil else {
        throw InputError(
          line: row.line,
          message:
            "the row has no 'sample_index' or no 'condition', which every row of a dataset has")
      }
      return row.value
    } catch {
      throw ReportError(message: "'\(path)' cannot be read as a dataset: \(error)")
    }
  }

  private static func sample(of row: JSONValue) -> ReportSample {
    let index = row["sample_index"]?.int ?? 0
    return ReportSample(
      index: index, id: row["sample_id"].flatMap(DatasetDocument.text) ?? String(index),
      context: row["context"].flatMap(DatasetDocument.text),
      reference: row["reference"].flatMap(DatasetDocument.text), cells: [])
  }

  private mutating func add(_ row: JSONValue, to sample: inout ReportSample) {
    let column = column(of: row)
    while sample.cells.count <= column { sample.cells.append(nil) }
    let usage = row["usage"]
    let response = row["response"].flatMap(DatasetDocument.text)
    var cell = ReportCell(
      response: response, preparation: row["preparation"].flatMap(DatasetDocument.text),
      metadata: row)
    cell.finishReason = row["finish_reason"]?.string
    cell.promptTokens = usage?["prompt_tokens"]?.int
    cell.completionTokens = usage?["completion_tokens"]?.int
    sample.cells[column] = cell
  }

  /// The column of a row; a new one if the companion does not list it.
  private mutating func column(of row: JSONValue) -> Int {
    let place = Place(
      perspective: row["perspective_index"]?.int ?? 0, completion: row["completion"]?.int ?? 0)
    if let column = places[place] { return column }
    let condition = row["condition"]?.string ?? "?"
    let column: JSONObject = [
      "condition": .string(
        place.completion == 0 ? condition : "\(condition) #\(place.completion &+ 1)"),
      "isReference": .bool(row["status"]?.string == "reference"), "model": row["model"] ?? .null,
    ]
    places[place] = columns.count
    columns.append(column)
    return columns.count - 1
  }

  func frame() -> ReportFrame {
    ReportFrame(
      title: companion?["task_type"]?.string ?? FileSystem.name(of: path),
      description: companion?["task_description"]?.string, columns: columns,
      metadata: companion?.object ?? JSONObject())
  }
}

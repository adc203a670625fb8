internal import FacetJSON

/// Writes spooled rows as JSON Lines: every row has every column, numbers of a column with a
/// fraction have a point, and rows that show each column and each shape of message stand in front.
struct RowOutput {
  /// A column of the file.
  struct Column: Sendable, Hashable {
    let name: String
    let type: ColumnSchema.ColumnType
    /// Its number in the spool.
    let number: Int
  }

  let spool: RowSpool
  let columns: [Column]
  /// Whether a row has no key for what it lacks, as strict consumers want.
  let omitsNulls: Bool
  /// Columns of the sample that were left out, and why.
  let leftOut: [String: String]
  /// Columns that a loader of JSON turns into dates.
  let readAsDates: [String]

  /// - Parameter own: Names of Facet's own columns, which are never left out.
  init(spool: RowSpool, own: Set<String>, omitsNulls: Bool) {
    self.spool = spool
    self.omitsNulls = omitsNulls
    var columns: [Column] = []
    var leftOut: [String: String] = [:]
    var dates: [String] = []
    for (number, column) in spool.schema.columns.enumerated() {
      guard let type = column.type else {
        if !own.contains(column.name) { leftOut[column.name] = "null in every row" }
        continue
      }
      if column.holdsOnlyTimes {
        guard own.contains(column.name) else {
          leftOut[column.name] = "only times, which loaders turn into dates"
          continue
        }
        dates.append(column.name)
      }
      columns.append(Column(name: column.name, type: type, number: number))
    }
    self.columns = columns
    self.leftOut = leftOut
    readAsDates = dates
  }

  /// The kept rows of a split in their final order, each as often as it is repeated.
  func order(split: Int) -> [(row: Int, copy: Int)] {
    let kept = spool.entries.indices.filter {
      spool.entries[$0].isKept && Int(spool.entries[$0].split) == split
    }.sorted {
      (spool.entries[$0].order, $0) < (spool.entries[$1].order, $1)
    }
    var order = witnesses(kept).map { ($0, 0) }
    let inFront = Set(order.map(\.0))
    for index in kept where !inFront.contains(index) { order.append((index, 0)) }
    var copy = 1
    while true {
      let again = kept.filter { Int(spool.entries[$0].repeats) >= copy }
      if again.isEmpty { return order.map { (row: $0.0, copy: $0.1) } }
      order += again.map { ($0, copy) }
      copy += 1
    }
  }

  /// Few rows that together have each column and each shape of message.
  private func witnesses(_ rows: [Int]) -> [Int] {
    var (columns, shapes): (UInt64, UInt64) = (0, 0)
    var chosen: [Int] = []
    for index in rows {
      let entry = spool.entries[index]
      guard entry.columns & ~columns != 0 || entry.shapes & ~shapes != 0 else { continue }
      columns |= entry.columns
      shapes |= entry.shapes
      chosen.append(index)
    }
    return chosen
  }

  /// A row's line.
  ///
  /// - Parameter group: The name of its group, which replaces the one in the spool.
  func line(of row: Int, copy: Int, group: String) throws(TrainingError) -> [UInt8] {
    var values: [Int: ArraySlice<UInt8>] = [:]
    for (column, json) in try spool.values(of: row) { values[column] = json }
    var line: [UInt8] = [0x7B]
    for column in columns {
      let value = values[column.number]
      if value == nil, omitsNulls { continue }
      if line.count > 1 { line.append(0x2C) }
      line += Self.quoted(column.name)
      line.append(0x3A)
      guard let json = value else {
        line += Array("null".utf8)
        continue
      }
      if column.name == "group" {
        line += JSONValue.string(group).bytes(style: .line)
        continue
      }
      if copy > 0, column.name == "id" {
        line += json.dropLast() + Array("-r\(copy + 1)\"".utf8)
      } else {
        Self.append(json, as: column.type, to: &line)
      }
    }
    return line + [0x7D, 0x0A]
  }

  private static func quoted(_ name: String) -> [UInt8] {
    JSONValue.string(name).bytes(style: .line)
  }

  private static func append(
    _ json: ArraySlice<UInt8>, as type: ColumnSchema.ColumnType, to line: inout [UInt8]
  ) {
    switch type {
    case .text where json.first != 0x22:
      line += JSONValue.string(String(decoding: json, as: UTF8.self)).bytes(style: .line)
    case .fraction:
      line += json
      if !json.contains(where: { [0x2E, 0x65, 0x45].contains($0) }) { line += [0x2E, 0x30] }
    default: line += json
    }
  }
}

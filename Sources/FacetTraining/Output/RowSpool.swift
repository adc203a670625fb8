internal import FacetJSON
internal import FacetPlatform

/// The rows of an export on disk until it is known which of them it keeps and which columns they
/// have: memory holds an entry a row.
///
/// The file has no name, so nothing is left behind by a process that dies.
final class RowSpool {
  /// What is known of a row in the file.
  struct Entry {
    var offset: Int
    var length: Int32
    var source: Int32
    var group: Int32
    var tokens: Int32
    /// The row's place in the final order.
    var order: UInt64
    /// The digest of what makes it equal to others.
    var identity: UInt64
    var score: Int
    /// Which columns are not null, and which shapes its messages have.
    var columns: UInt64
    var shapes: UInt64
    var split: Int16 = 0
    var repeats: Int16 = 0
    var isKept = true
  }

  private let file: ScratchFile
  private(set) var entries: [Entry] = []
  private(set) var schema = ColumnSchema()

  init(in directory: String) throws(TrainingError) {
    do throws(SystemError) {
      file = try ScratchFile(in: directory)
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
  }

  /// Appends a row.
  func append(_ row: TrainingRow, source: Int, group: Int32, seed: Int) throws(TrainingError) {
    var bytes: [UInt8] = []
    var columns: UInt64 = 0
    for member in row.columns.members {
      guard !member.value.isNull else {
        _ = schema.note(member.key, .null)
        continue
      }
      let loadable = LoadableNumber.loadable(member.value)
      let index = schema.note(member.key, loadable)
      columns |= 1 << UInt64(min(index, 63))
      let value = loadable.bytes(style: .line)
      bytes.append(UInt8(truncatingIfNeeded: index))
      bytes.append(UInt8(truncatingIfNeeded: index >> 8))
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: value.count >> shift)) }
      bytes += value
    }
    entries.append(
      Entry(
        offset: file.size, length: Int32(clamping: bytes.count), source: Int32(clamping: source),
        group: group, tokens: Int32(clamping: row.tokens),
        order: SplitAssigner.number(of: "\(seed)\u{0}\(row.id)"),
        identity: SHA256(of: Array(row.identity.utf8)).prefix, score: row.score ?? .min,
        columns: columns, shapes: schema.shapes(of: row.columns)))
    do throws(SystemError) {
      try file.append(bytes)
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
  }

  /// Makes all rows readable.
  func flush() throws(TrainingError) {
    do throws(SystemError) {
      try file.flush()
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
  }

  /// Changes the entry of a row.
  func update(_ index: Int, _ change: (inout Entry) -> Void) { change(&entries[index]) }

  /// The values of a row's columns that are not null, as JSON, by column.
  func values(of index: Int) throws(TrainingError) -> [(column: Int, json: ArraySlice<UInt8>)] {
    let entry = entries[index]
    let bytes = try read(entry.offset, Int(entry.length))
    var values: [(Int, ArraySlice<UInt8>)] = []
    var place = 0
    while place + 6 <= bytes.count {
      let column = Int(bytes[place]) | Int(bytes[place + 1]) << 8
      var length = 0
      for shift in 0..<4 { length |= Int(bytes[place + 2 + shift]) << (8 * shift) }
      place += 6
      guard place + length <= bytes.count else { break }
      values.append((column, bytes[place..<(place + length)]))
      place += length
    }
    return values
  }

  private func read(_ offset: Int, _ count: Int) throws(TrainingError) -> [UInt8] {
    do throws(SystemError) {
      return try file.bytes(at: offset, count: count)
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
  }
}

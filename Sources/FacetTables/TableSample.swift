/// The first records of a delimited text, from which its form is detected.
struct TableSample {
  /// The number of bytes read from a file to detect its form.
  static let size = 256 << 10

  /// A record of the sample and its 0-based index in the file, blank records included.
  struct Record {
    var place: Int
    var line: Int
    var fields: [ArraySlice<UInt8>]

    /// The number of fields that are not blank.
    var filled: Int { fields.count { !TableSample.isBlank($0) } }
  }

  /// Records that are not blank.
  private(set) var records: [Record] = []

  init(start: [UInt8], delimiter: UInt8, quote: UInt8, skipsInitialSpace: Bool = false) {
    var reader = CSVRecords(
      bytes: start, delimiter: delimiter, quote: quote, skipsInitialSpace: skipsInitialSpace)
    var record = CSVRecord()
    var place = 0
    while records.count < 1000, (try? reader.next(into: &record)) == true {
      defer { place += 1 }
      if record.isEmpty { continue }
      records.append(
        Record(place: place, line: record.line, fields: (0..<record.count).map(record.field)))
    }
    // The last record is probably cut.
    if start.count >= Self.size, records.count > 2 { records.removeLast() }
  }

  mutating func removeFirst() {
    if !records.isEmpty { records.removeFirst() }
  }

  mutating func remove(_ places: Set<Int>) {
    records.removeAll { places.contains($0.place) }
  }

  static func isBlank(_ field: ArraySlice<UInt8>) -> Bool {
    field.allSatisfy { DecimalScan.isSpace($0) }
  }

  /// The most common number of fields, and the share of records that have it.
  var width: (fields: Int, share: Double) {
    var frequencies: [Int: Int] = [:]
    for record in records { frequencies[record.fields.count, default: 0] += 1 }
    guard let mode = frequencies.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else {
      return (0, 0)
    }
    return (mode.key, Double(mode.value) / Double(records.count))
  }

  /// The delimiter of a first line such as `sep=;`, as spreadsheets write it.
  static func announcedDelimiter(of start: [UInt8]) -> UInt8? {
    let line = start.prefix(9).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
      .filter { $0 != UInt8(ascii: "\"") }
    guard line.count == 5, String(decoding: line.prefix(4), as: UTF8.self).lowercased() == "sep="
    else { return nil }
    return line[4]
  }

  /// A single quote only if it encloses fields and no double quote does.
  static func quote(of start: [UInt8]) -> UInt8 {
    let single = UInt8(ascii: "'")
    let double = UInt8(ascii: "\"")
    guard !start.contains(double) else { return double }
    var wrapped = 0
    var fields = 0
    let separators = Set(candidates + [UInt8(ascii: "\n")])
    for field in start.split(whereSeparator: { separators.contains($0) }) {
      fields += 1
      let text = field.last == UInt8(ascii: "\r") ? field.dropLast() : field
      if text.count >= 2, text.first == single, text.last == single { wrapped += 1 }
    }
    return wrapped >= 4 && wrapped * 10 >= fields ? single : double
  }

  private static let candidates = [
    UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"),
  ]

  /// The delimiter that gives the most records the same number of fields, more than one.
  static func delimiter(of start: [UInt8], quote: UInt8) -> UInt8 {
    var best: (delimiter: UInt8, share: Double, fields: Int)?
    for delimiter in candidates where start.contains(delimiter) {
      let width = TableSample(start: start, delimiter: delimiter, quote: quote).width
      guard width.fields > 1 else { continue }
      if let best, (best.share, best.fields) >= (width.share, width.fields) { continue }
      best = (delimiter, width.share, width.fields)
    }
    return best?.delimiter ?? UInt8(ascii: ",")
  }

  /// Whether nearly every field after the first begins with a space.
  var skipsInitialSpace: Bool {
    var fields = 0
    var spaced = 0
    for record in records {
      for field in record.fields.dropFirst() where !field.isEmpty {
        fields += 1
        if field.first == UInt8(ascii: " ") { spaced += 1 }
      }
    }
    return fields > 0 && spaced * 10 >= fields * 9
  }

  /// A comma if it does not separate the fields, no number has a fraction after a point, and some
  /// fractions after a comma do not have three digits: `1,234` may mean a thousand and more, and
  /// so does `1.234` beside `12,5`.
  func decimalMark(delimiter: UInt8) -> UInt8 {
    let (point, comma) = (UInt8(ascii: "."), UInt8(ascii: ","))
    guard delimiter != comma else { return point }
    var isSure = false
    for field in records.lazy.flatMap(\.fields) {
      if field.contains(point), !Self.mayBeThousands(field),
        DecimalScan.number(Array(field).span) != nil
      {
        return point
      }
      guard !isSure, let place = field.firstIndex(of: comma) else { continue }
      isSure =
        field[(place + 1)...].prefix { DecimalScan.isDigit($0) }.count != 3
        && DecimalScan.number(Array(field).span, mark: comma) != nil
    }
    return isSure ? comma : point
  }

  /// Whether a field is written as whole numbers with points between thousands: `1.234`.
  private static func mayBeThousands(_ field: some Collection<UInt8>) -> Bool {
    let groups = field.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return groups.count > 1 && (1...3).contains(groups[0].count)
      && groups[0].first != UInt8(ascii: "0") && groups.dropFirst().allSatisfy { $0.count == 3 }
      && groups.allSatisfy { $0.allSatisfy(DecimalScan.isDigit) }
  }
}

internal import Facet
internal import FacetPlatform

extension CSVDialect {
  /// What the user knows better than any detection; nil where the file is to tell.
  package struct Choices: Sendable {
    package var delimiter: UInt8?
    package var hasHeader: Bool?
    /// In place of the customary words; nothing at all is always missing.
    package var missingWords: [String]?
    /// A point or a comma.
    package var decimalMark: UInt8?

    package init(
      delimiter: UInt8? = nil, hasHeader: Bool? = nil, missingWords: [String]? = nil,
      decimalMark: UInt8? = nil
    ) {
      self.decimalMark = decimalMark
      self.delimiter = delimiter
      self.hasHeader = hasHeader
      self.missingWords = missingWords
    }
  }

  /// How many bytes of a file tell how it is written.
  private static let sampleSize = 256 << 10

  /// Finds out how a file is written from its beginning; its encoding from all of it.
  package static func detected(
    at path: String, choices: Choices = Choices()
  ) throws(CSVProfileError) -> CSVDialect {
    var dialect = CSVDialect(missingWords: choices.missingWords ?? customaryMissingWords)
    var sample: [UInt8] = []
    do throws(SystemError) {
      var check = UTF8Check()
      try FileSystem.forEachChunk(of: path) { chunk in
        if sample.count < sampleSize { sample += chunk.prefix(sampleSize - sample.count) }
        check.read(chunk)
      }
      dialect.encoding = check.isValid ? .utf8 : .latin1
    } catch {
      throw CSVProfileError("\(path): error: \(error)")
    }
    if sample.starts(with: [0xFF, 0xFE]) || sample.starts(with: [0xFE, 0xFF]) {
      throw CSVProfileError(
        "\(path): error: the file is in UTF-16; save it as UTF-8, such as with "
          + "'iconv -f utf-16 -t utf-8'")
    }
    if let zero = sample.firstIndex(of: 0) {
      throw CSVProfileError("\(path): error: byte \(zero) is zero; this is no text")
    }
    if sample.starts(with: [0xEF, 0xBB, 0xBF]) {
      // What is not UTF-8 in spite of its mark is read as Latin-1, mark and all.
      dialect.hasByteOrderMark = dialect.encoding == .utf8
      sample.removeFirst(3)
    }
    guard sample.contains(where: { $0 > 0x20 }) else {
      throw CSVProfileError("\(path): error: the file is empty")
    }
    dialect.quote = quote(of: sample)
    dialect.delimiter = choices.delimiter ?? delimiter(of: sample, quote: dialect.quote)
    let records = records(of: sample, delimiter: dialect.delimiter, quote: dialect.quote)
    dialect.skipsInitialSpace = skipsInitialSpace(records)
    dialect.decimalMark = choices.decimalMark ?? decimalMark(of: records, dialect: dialect)
    dialect.hasHeader = choices.hasHeader ?? hasHeader(records, dialect: dialect)
    return dialect
  }

  /// A single quote only where fields are wrapped in it and none in a double one.
  private static func quote(of sample: [UInt8]) -> UInt8 {
    let single = UInt8(ascii: "'")
    let double = UInt8(ascii: "\"")
    guard !sample.contains(double) else { return double }
    var wrapped = 0
    var fields = 0
    let separators = Set(candidates + [UInt8(ascii: "\n")])
    for field in sample.split(whereSeparator: { separators.contains($0) }) {
      fields += 1
      let text = field.last == UInt8(ascii: "\r") ? field.dropLast() : field
      if text.count >= 2, text.first == single, text.last == single { wrapped += 1 }
    }
    return wrapped >= 4 && wrapped * 10 >= fields ? single : double
  }

  private static let candidates = [
    UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"),
  ]

  /// The delimiter with which most records have the same number of fields, more than one.
  private static func delimiter(of sample: [UInt8], quote: UInt8) -> UInt8 {
    var best: (delimiter: UInt8, share: Double, fields: Int)?
    for delimiter in candidates where sample.contains(delimiter) {
      let counts = records(of: sample, delimiter: delimiter, quote: quote).map(\.count)
      var frequencies: [Int: Int] = [:]
      for count in counts { frequencies[count, default: 0] += 1 }
      guard
        let mode = frequencies.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), mode.key > 1
      else { continue }
      let share = Double(mode.value) / Double(counts.count)
      if let best, (best.share, best.fields) >= (share, mode.key) { continue }
      best = (delimiter, share, mode.key)
    }
    return best?.delimiter ?? UInt8(ascii: ",")
  }

  /// The whole records of a sample, blank lines left out.
  private static func records(
    of sample: [UInt8], delimiter: UInt8, quote: UInt8
  ) -> [[ArraySlice<UInt8>]] {
    var reader = CSVRecords(bytes: sample, delimiter: delimiter, quote: quote)
    var record = CSVRecord()
    var records: [[ArraySlice<UInt8>]] = []
    while records.count < 1000, (try? reader.next(into: &record)) == true {
      if record.isBlank { continue }
      let bytes = record.bytes
      records.append((0..<record.count).map { bytes[record.range($0)] })
    }
    // The last one was probably cut.
    if sample.count >= sampleSize, records.count > 2 { records.removeLast() }
    return records
  }

  /// A comma where it does not part the fields, nothing has a fraction after a point, and fractions
  /// after commas are there that are not of three digits: `1,234` may be a thousand and more.
  private static func decimalMark(
    of records: [[ArraySlice<UInt8>]], dialect: CSVDialect
  ) -> UInt8 {
    let (point, comma) = (UInt8(ascii: "."), UInt8(ascii: ","))
    guard dialect.delimiter != comma else { return point }
    var isSure = false
    for field in records.joined() {
      if field.contains(point), DecimalScan.number(Array(field).span) != nil { return point }
      guard !isSure, let place = field.firstIndex(of: comma) else { continue }
      isSure =
        field[(place + 1)...].prefix { DecimalScan.isDigit($0) }.count != 3
        && DecimalScan.number(Array(field).span, mark: comma) != nil
    }
    return isSure ? comma : point
  }

  private static func skipsInitialSpace(_ records: [[ArraySlice<UInt8>]]) -> Bool {
    var fields = 0
    var spaced = 0
    for record in records {
      for field in record.dropFirst() where !field.isEmpty {
        fields += 1
        if field.first == UInt8(ascii: " ") { spaced += 1 }
      }
    }
    return fields > 0 && spaced * 10 >= fields * 9
  }

  /// Whether the first record looks unlike what stands below it.
  ///
  /// A column of numbers votes for a header when its first field is no number, and against it when
  /// it is one. Without any such column the first record is taken for a header, unless one of its
  /// fields is empty or comes again below it.
  private static func hasHeader(_ records: [[ArraySlice<UInt8>]], dialect: CSVDialect) -> Bool {
    guard let first = records.first else { return false }
    let rest = records.dropFirst()
    guard !rest.isEmpty else { return true }
    let scan = CellScan(dialect: dialect)
    var votes = 0
    var repeats = false
    for (column, name) in first.enumerated() {
      let values = rest.compactMap { column < $0.count ? Array($0[column]) : nil }
        .filter { !scan.isMissing($0.span) }
      let mark = dialect.decimalMark
      let numbers = values.count { DecimalScan.number($0.span, mark: mark) != nil }
      if repeatsBelow(Array(name), values: values) { repeats = true }
      guard !values.isEmpty, numbers * 10 >= values.count * 9 else { continue }
      votes += DecimalScan.number(Array(name).span, mark: mark) == nil ? 1 : -1
    }
    if votes != 0 { return votes > 0 }
    return !repeats
  }

  private static func repeatsBelow(_ name: [UInt8], values: [[UInt8]]) -> Bool {
    !name.isEmpty && values.contains(name)
  }
}

/// Tells whether bytes that come in pieces are UTF-8.
private struct UTF8Check {
  private(set) var isValid = true
  /// The beginning of a character whose end is in the next piece.
  private var rest: [UInt8] = []

  mutating func read(_ chunk: [UInt8]) {
    guard isValid else { return }
    if rest.isEmpty, !chunk.contains(where: { $0 >= 0x80 }) { return }
    var bytes = rest + chunk
    // A character takes at most four bytes.
    var tail = 0
    while tail < min(3, bytes.count), bytes[bytes.count - 1 - tail] & 0xC0 == 0x80 { tail += 1 }
    if tail < bytes.count, bytes[bytes.count - 1 - tail] >= 0xC0 {
      let lead = bytes[bytes.count - 1 - tail]
      let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
      if tail + 1 < length {
        rest = Array(bytes.suffix(tail + 1))
        bytes.removeLast(tail + 1)
      } else {
        rest = []
      }
    } else {
      rest = []
    }
    isValid = String(validating: bytes, as: UTF8.self) != nil
  }
}

internal import FacetPlatform

extension CSVDialect {
  /// Properties of a file known beforehand; nil ones are detected.
  package struct Choices: Sendable, Equatable {
    package var delimiter: UInt8?
    package var quote: UInt8?
    package var hasHeader: Bool?
    /// Replaces the customary words; an empty field is always missing.
    package var missingWords: [String]?
    /// A point or a comma.
    package var decimalMark: UInt8?
    package var encoding: Encoding?
    package var skipsInitialSpace: Bool?
    /// Whether the header has no name for the first column.
    package var hasRowNames: Bool?
    /// Records to skip, by their 0-based index in the file.
    package var skippedRecords: [Int]?
    /// Columns whose values look like numbers but are labels.
    package var textColumns: Set<String>?
    /// The maximum number of rows to use.
    package var rowLimit: Int?
    /// Whether to detect nothing: a nil property has its usual value.
    package var isComplete = false

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

  /// Detects a file's form from its beginning, and its encoding from all of it.
  ///
  /// - Throws: ``TableError`` for a file that cannot be read or is not text.
  package static func detected(
    at path: String, choices: Choices = Choices()
  ) throws(TableError) -> CSVDialect {
    var dialect = CSVDialect(missingWords: choices.missingWords ?? customaryMissingWords)
    var start: [UInt8] = []
    var end: [UInt8] = []
    var survey = EncodingSurvey()
    do throws(SystemError) {
      let file = try UnpackedFile(path: path)
      while true {
        let chunk = try file.next()
        if chunk.isEmpty { break }
        if start.count < TableSample.size {
          start += chunk.prefix(TableSample.size - start.count)
        }
        survey.read(chunk)
        end = chunk.count < tailSize ? end.suffix(tailSize) + chunk : chunk.suffix(tailSize)
      }
      survey.finish()
      dialect.isCompressed = file.isCompressed
    } catch {
      throw TableError(path: path, message: PathForm.advice(on: path) ?? "\(error)")
    }
    if let obstacle = FileForm.obstacle(start: start, path: path) {
      throw TableError(path: path, message: obstacle)
    }
    if let zero = start.firstIndex(of: 0) {
      throw TableError(path: path, message: "byte \(zero) is zero; the file is not text")
    }
    dialect.hasByteOrderMark = start.starts(with: [0xEF, 0xBB, 0xBF])
    if dialect.hasByteOrderMark { start.removeFirst(3) }
    guard start.contains(where: { $0 > 0x20 }) else {
      throw TableError(path: path, message: "the file is empty")
    }
    dialect.encoding =
      choices.encoding ?? survey.encoding(hasByteOrderMark: dialect.hasByteOrderMark)
    dialect.hasUndecodableBytes = survey.hasUndecodable(dialect.encoding)
    if let alert = survey.alert(dialect.encoding) { dialect.alerts.append(alert) }
    dialect.findForm(of: start, path: path, choices: choices)
    if !choices.isComplete {
      dialect.totalLine = totalLine(end: end, lineFeeds: survey.lineFeeds, dialect: dialect)
    }
    return dialect
  }

  /// Detects delimiter, quote, first lines and header from the beginning of a file.
  private mutating func findForm(of start: [UInt8], path: String, choices: Choices) {
    let announced = TableSample.announcedDelimiter(of: start)
    quote = choices.quote ?? TableSample.quote(of: start)
    let extensionDelimiter =
      [".tsv", ".tab"].contains(where: FileForm.unpackedName(path).lowercased().hasSuffix)
      ? UInt8(ascii: "\t") : nil
    delimiter =
      choices.delimiter ?? announced ?? extensionDelimiter
      ?? TableSample.delimiter(of: start, quote: quote)
    var sample = TableSample(start: start, delimiter: delimiter, quote: quote)
    skipsInitialSpace = choices.skipsInitialSpace ?? sample.skipsInitialSpace
    if skipsInitialSpace {
      sample = TableSample(
        start: start, delimiter: delimiter, quote: quote, skipsInitialSpace: true)
    }
    if announced != nil, choices.skippedRecords == nil {
      sample.removeFirst()
      skippedRecords.append(0)
      alerts.append("line 1 names the delimiter and is skipped")
    }
    if let skipped = choices.skippedRecords {
      skippedRecords = skipped
      sample.remove(Set(skipped))
    }
    decimalMark = choices.decimalMark ?? sample.decimalMark(delimiter: delimiter)
    let finder = HeaderFinder(sample: sample, dialect: self, choices: choices)
    let finding = finder.finding
    let isOneColumn = finding.headerWidth == 1 && !finding.hasRowNames
    if isOneColumn, choices.delimiter == nil, announced == nil, extensionDelimiter == nil {
      // A delimiter that the header lacks is part of the text.
      delimiter = UInt8(ascii: ",")
    }
    hasHeader = finding.hasHeader
    hasRowNames = finding.hasRowNames
    if choices.skippedRecords == nil { skippedRecords += finding.skippedRecords }
    alerts += finding.alerts
  }

  /// The number of bytes at a file's end that may contain its last record.
  private static let tailSize = 4096

  private static let totalWords: Set<String> = [
    "total", "totals", "grand total", "sum", "sums", "all", "overall", "subtotal", "summe",
    "gesamt", "insgesamt", "gesamtsumme", "total général", "total general", "totale", "totaal",
    "suma", "totalt", "итого", "всего", "合計", "总计", "合计", "average", "mean", "mittelwert",
    "durchschnitt", "moyenne", "promedio", "media",
  ]

  /// The most notes below a total.
  private static let mostNotes = 20

  /// The line of the last record, apart from notes below it, if its label says that it is a total.
  private static func totalLine(
    end: [UInt8], lineFeeds: Int, dialect: CSVDialect
  ) -> Int? {
    var lines = end.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var line = lineFeeds + 1
    var record = CSVRecord()
    var notes = 0
    while let last = lines.popLast() {
      var reader = CSVRecords(
        bytes: Array(last), delimiter: dialect.delimiter, quote: dialect.quote,
        skipsInitialSpace: dialect.skipsInitialSpace)
      let hasRecord = (try? reader.next(into: &record)) == true
      if !hasRecord || record.isEmpty {
        line -= 1
        continue
      }
      let texts = (0..<record.count).map { dialect.text(record.field($0)) }
        .filter { !$0.allSatisfy(\.isWhitespace) }
      let label = texts.first
      // Spreadsheets write a note with as many delimiters as any row.
      if texts.count == 1, notes < mostNotes, let label, isSentence(label),
        record.count == 1 || label.contains(": ")
      {
        line -= 1
        notes += 1
        continue
      }
      guard record.count > 1, let label else { return nil }
      let word = label.lowercased().trimmingPrefix { !$0.isLetter }
      let end = word.lastIndex { $0.isLetter }
      return end.map { totalWords.contains(String(word[...$0])) } == true ? line : nil
    }
    return nil
  }

  /// Whether a text in a row of its own is a note, such as "Source: census office".
  private static func isSentence(_ text: String) -> Bool {
    text.first?.isNumber == false && text.contains { $0.isWhitespace || $0 == ":" }
  }
}

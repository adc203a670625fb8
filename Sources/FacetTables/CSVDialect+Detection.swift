internal import FacetPlatform

extension CSVDialect {
  /// What is known of a file beforehand; nil where the file decides.
  package struct Choices: Sendable, Equatable {
    package var delimiter: UInt8?
    package var quote: UInt8?
    package var hasHeader: Bool?
    /// In place of the customary words; nothing at all is always missing.
    package var missingWords: [String]?
    /// A point or a comma.
    package var decimalMark: UInt8?
    package var encoding: Encoding?
    package var skipsInitialSpace: Bool?
    /// Whether the header has no name for the first column.
    package var hasRowNames: Bool?
    /// Records that do not count, by their place in the file from 0.
    package var skippedRecords: [Int]?
    /// Columns whose values are labels although they look like numbers.
    package var textColumns: Set<String>?
    /// The most rows that count.
    package var rowLimit: Int?
    /// Whether nothing is left to find out: what is nil is as usual.
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

  /// Finds out how a file is written from its beginning; its encoding from all of it.
  ///
  /// - Throws: ``TableError`` for a file that cannot be read or is no text.
  package static func detected(
    at path: String, choices: Choices = Choices()
  ) throws(TableError) -> CSVDialect {
    var dialect = CSVDialect(missingWords: choices.missingWords ?? customaryMissingWords)
    var start: [UInt8] = []
    var end: [UInt8] = []
    var survey = EncodingSurvey()
    do throws(SystemError) {
      try FileSystem.forEachChunk(of: path) { chunk in
        if start.count < TableSample.size {
          start += chunk.prefix(TableSample.size - start.count)
        }
        survey.read(chunk)
        end = chunk.count < tailSize ? end.suffix(tailSize) + chunk : chunk.suffix(tailSize)
      }
      survey.finish()
    } catch {
      throw TableError(path: path, message: PathForm.advice(on: path) ?? "\(error)")
    }
    if let obstacle = FileForm.obstacle(start: start, path: path) {
      throw TableError(path: path, message: obstacle)
    }
    if let zero = start.firstIndex(of: 0) {
      throw TableError(path: path, message: "byte \(zero) is zero; this is no text")
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

  /// Finds delimiter, quote, first lines and header from the beginning of a file.
  private mutating func findForm(of start: [UInt8], path: String, choices: Choices) {
    let announced = TableSample.announcedDelimiter(of: start)
    quote = choices.quote ?? TableSample.quote(of: start)
    let extensionDelimiter =
      [".tsv", ".tab"].contains { path.lowercased().hasSuffix($0) } ? UInt8(ascii: "\t") : nil
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
      alerts.append("line 1 names the delimiter and does not count")
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

  /// How many bytes of a file's end may hold its last record.
  private static let tailSize = 4096

  private static let totalWords: Set<String> = [
    "total", "totals", "grand total", "sum", "sums", "all", "overall", "subtotal", "summe",
    "gesamt", "insgesamt", "gesamtsumme", "total général", "total general", "totale", "totaal",
    "suma", "totalt", "итого", "всего", "合計", "总计", "合计", "average", "mean", "mittelwert",
    "durchschnitt", "moyenne", "promedio", "media",
  ]

  /// The line of the last record if it calls itself a total.
  private static func totalLine(
    end: [UInt8], lineFeeds: Int, dialect: CSVDialect
  ) -> Int? {
    var lines = end.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var line = lineFeeds + 1
    var record = CSVRecord()
    while let last = lines.popLast() {
      var reader = CSVRecords(
        bytes: Array(last), delimiter: dialect.delimiter, quote: dialect.quote,
        skipsInitialSpace: dialect.skipsInitialSpace)
      let hasRecord = (try? reader.next(into: &record)) == true
      if !hasRecord || record.isEmpty {
        line -= 1
        continue
      }
      let label = (0..<record.count).lazy.map { dialect.text(record.field($0)) }
        .first { !$0.allSatisfy(\.isWhitespace) }
      guard record.count > 1, let label else { return nil }
      let word = label.lowercased().trimmingPrefix { !$0.isLetter }
      let end = word.lastIndex { $0.isLetter }
      return end.map { totalWords.contains(String(word[...$0])) } == true ? line : nil
    }
    return nil
  }
}

internal import FacetTables

/// Short rows of text that are left out if they end the file: sources and remarks below a table.
struct Footnotes {
  /// Rows that are notes unless another row follows.
  private(set) var pending: [CSVRecord] = []

  /// The most notes below a table.
  private static let most = 20

  /// Takes a row that may be a note.
  ///
  /// - Returns: Whether it may be one, or whether the rows so far are too many to be notes.
  mutating func take(_ record: CSVRecord, width: Int, dialect: CSVDialect) -> Bool {
    let filled = (0..<record.count).last { !record.field($0).isEmpty } ?? 0
    guard filled + 1 < width, pending.count < Self.most,
      let first = Self.firstText(record, dialect)
    else { return false }
    let isSentence = first.contains(where: \.isWhitespace) || first.contains(":")
    guard isSentence || first.first?.isLetter == false else { return false }
    // Spreadsheets write a note with as many delimiters as any row; so do rows with gaps.
    if record.count >= width, filled > 0 || !first.contains(": ") || width < 3 { return false }
    // Commas and years in a remark make fields of their own.
    let isRemark = first.contains(": ") || first.first.map { "*†‡§¹²³[(".contains($0) } == true
    let hasNumber =
      !isRemark
      && (0..<record.count).contains { index in
        DecimalScan.number(Array(record.field(index)).span, mark: dialect.decimalMark) != nil
      }
    guard !hasNumber else { return false }
    pending.append(record)
    return true
  }

  /// The rows that were no notes, because a row follows them.
  mutating func takeRows() -> [CSVRecord] {
    defer { pending = [] }
    return pending
  }

  private static func firstText(_ record: CSVRecord, _ dialect: CSVDialect) -> String? {
    guard record.count > 0 else { return nil }
    let text = dialect.text(record.field(0))
    return text.isEmpty ? nil : text
  }

  /// A sentence about the notes, or nil.
  var alert: String? {
    guard let first = pending.first else { return nil }
    return pending.count == 1
      ? "line \(first.line) is a note below the table and is not counted"
      : "the last \(pending.count) lines are notes below the table and are not counted"
  }
}

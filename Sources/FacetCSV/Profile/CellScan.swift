internal import FacetTables

/// Classifies a field of a CSV file as pandas would.
struct CellScan: Sendable {
  /// The contents of one field.
  enum Cell {
    case missing
    case number(Double, isWhole: Bool)
    case boolean(Bool)
    /// Seconds since 1970.
    case date(Double)
    /// A number written as an amount, which is text for pandas.
    case amount(Double)
    case text
  }

  /// The spellings of a missing value by their first byte.
  private let missingWords: [[[UInt8]]]
  let skipsInitialSpace: Bool
  private let decimalMark: UInt8

  private static let trueWords = ["True", "TRUE", "true"].map { Array($0.utf8) }
  private static let falseWords = ["False", "FALSE", "false"].map { Array($0.utf8) }

  init(dialect: CSVDialect) {
    var table = [[[UInt8]]](repeating: [], count: 256)
    for word in dialect.missingWords.map({ Array($0.utf8) }) where !word.isEmpty {
      table[Int(word[0])].append(word)
    }
    missingWords = table
    skipsInitialSpace = dialect.skipsInitialSpace
    decimalMark = dialect.decimalMark
  }

  /// - Parameter field: The field without the space that belongs to its delimiter.
  func cell(_ field: Span<UInt8>) -> Cell {
    if isMissing(field) { return .missing }
    if let number = DecimalScan.number(field, mark: decimalMark) {
      return .number(number.value, isWhole: number.isWhole)
    }
    if Self.isWord(field, Self.trueWords) { return .boolean(true) }
    if Self.isWord(field, Self.falseWords) { return .boolean(false) }
    if let date = DateScan.seconds(field) { return .date(date) }
    if decimalMark == UInt8(ascii: "."), let amount = AmountScan.number(field) {
      return .amount(amount)
    }
    return .text
  }

  func isMissing(_ field: Span<UInt8>) -> Bool {
    if field.isEmpty { return true }
    let words = missingWords[Int(field[0])]
    return !words.isEmpty && Self.isWord(field, words)
  }

  private static func isWord(_ field: Span<UInt8>, _ words: [[UInt8]]) -> Bool {
    for word in words where word.count == field.count {
      var index = 0
      while index < word.count, word[index] == field[index] { index += 1 }
      if index == word.count { return true }
    }
    return false
  }
}

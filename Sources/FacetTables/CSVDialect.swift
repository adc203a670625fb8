/// The form of a CSV file: its delimiter, its first lines, and its words for a missing value.
package struct CSVDialect: Sendable, Equatable {
  package var delimiter: UInt8
  package var quote: UInt8
  package var encoding: Encoding
  /// Whether the file is compressed by gzip.
  package var isCompressed = false
  /// Whether the file begins with a byte order mark.
  package var hasByteOrderMark: Bool
  /// Whether some bytes have no character in the encoding; they are read as U+FFFD.
  package var hasUndecodableBytes = false
  /// Whether the first record that is not skipped names the columns.
  package var hasHeader: Bool
  /// Whether each row has one field more than the header, with the unnamed first field as the row's
  /// name, as R writes it.
  package var hasRowNames = false
  /// Records that are neither header nor data, by their 0-based index in the file: `sep=` lines,
  /// titles, units.
  package var skippedRecords: [Int] = []
  /// The 1-based line of a last record that may be a total.
  package var totalLine: Int?
  /// Whether a space after a delimiter belongs to the delimiter.
  package var skipsInitialSpace: Bool
  /// The decimal mark: a point or a comma.
  package var decimalMark = UInt8(ascii: ".")
  /// The words for a missing value; an empty field is always missing.
  package var missingWords: [String]
  /// Notes for a careful reader about the file's form.
  package var alerts: [String] = []

  /// A character encoding of files.
  package enum Encoding: String, Sendable {
    case utf8 = "utf-8"
    case windows1252 = "cp1252"
    case latin1 = "latin-1"

    /// The usual spelling for people.
    package var name: String {
      switch self {
      case .utf8: "UTF-8"
      case .windows1252: "Windows-1252"
      case .latin1: "Latin-1"
      }
    }
  }

  package init(
    delimiter: UInt8 = UInt8(ascii: ","), quote: UInt8 = UInt8(ascii: "\""),
    encoding: Encoding = .utf8, hasByteOrderMark: Bool = false, hasHeader: Bool = true,
    skipsInitialSpace: Bool = false, missingWords: [String] = Self.customaryMissingWords
  ) {
    self.delimiter = delimiter
    self.quote = quote
    self.encoding = encoding
    self.hasByteOrderMark = hasByteOrderMark
    self.hasHeader = hasHeader
    self.skipsInitialSpace = skipsInitialSpace
    self.missingWords = missingWords
  }

  /// The default words for a missing value.
  package static let customaryMissingWords = [
    "?", "NA", "N/A", "na", "n/a", "#N/A", "#N/A N/A", "#NA", "<NA>", "NULL", "null", "NaN", "nan",
    "-NaN", "-nan", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN",
  ]

  /// Whether the words for a missing value are the user's.
  package var hasChosenMissingWords: Bool { missingWords != Self.customaryMissingWords }

  /// The text of bytes of the file.
  package func text(_ bytes: some Collection<UInt8>) -> String {
    switch encoding {
    case .utf8: String(decoding: bytes, as: UTF8.self)
    case .latin1: String(String.UnicodeScalarView(bytes.map { UnicodeScalar($0) }))
    case .windows1252: String(String.UnicodeScalarView(bytes.map(Self.windows1252)))
    }
  }

  private static let windows1252Characters = Array(
    "€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ".unicodeScalars)

  private static func windows1252(_ byte: UInt8) -> UnicodeScalar {
    0x80..<0xA0 ~= byte ? windows1252Characters[Int(byte) - 0x80] : UnicodeScalar(byte)
  }

  /// The columns' names from the header's fields, made distinct.
  package func names(of header: CSVRecord) -> [String] {
    guard hasHeader else { return (0..<header.count).map { "column_\($0 + 1)" } }
    let names = (0..<header.count).map { text(header.field($0)) }
    return Self.distinct((hasRowNames ? [""] : []) + names)
  }

  /// Distinct names, made as pandas makes them, compared by their bytes.
  package static func distinct(_ header: [String]) -> [String] {
    var names: [String] = []
    var taken = Set(header.map { Array($0.utf8) })
    var seen: Set<[UInt8]> = []
    for (index, name) in header.enumerated() {
      var name = name.isEmpty ? "Unnamed: \(index)" : name
      if seen.contains(Array(name.utf8)) {
        var number = 1
        while taken.contains(Array("\(name).\(number)".utf8)) { number += 1 }
        name = "\(name).\(number)"
        taken.insert(Array(name.utf8))
      }
      seen.insert(Array(name.utf8))
      names.append(name)
    }
    return names
  }
}

extension CSVDialect {
  /// `utf-8, ',' between fields, a header`
  package var description: String {
    let name =
      switch delimiter {
      case UInt8(ascii: "\t"): "a tab"
      default: "'\(String(UnicodeScalar(delimiter)))'"
      }
    return "\(encoding.rawValue)\(hasByteOrderMark ? " with a byte order mark" : ""), "
      + "\(name) between fields, \(hasHeader ? "a header" : "no header")"
      + (hasRowNames ? " without a name for the first column" : "")
      + (decimalMark == UInt8(ascii: ".") ? "" : ", a decimal comma")
  }
}

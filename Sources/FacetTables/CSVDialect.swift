/// How a CSV file is written: its delimiter, its first lines, and its words for a missing value.
package struct CSVDialect: Sendable, Equatable {
  package var delimiter: UInt8
  package var quote: UInt8
  package var encoding: Encoding
  /// Whether a byte order mark stands first.
  package var hasByteOrderMark: Bool
  /// Whether some bytes have no character in the encoding; they are read as U+FFFD.
  package var hasUndecodableBytes = false
  /// Whether the first record that counts names the columns.
  package var hasHeader: Bool
  /// Whether each row has one field more than the header, the first of them under no name, as R
  /// writes row names.
  package var hasRowNames = false
  /// Records that are neither header nor data, by their place in the file from 0: `sep=` lines,
  /// titles, units.
  package var skippedRecords: [Int] = []
  /// The line of a last record that may be a total, from 1.
  package var totalLine: Int?
  /// Whether a space after a delimiter belongs to the delimiter.
  package var skipsInitialSpace: Bool
  /// The mark before a number's fraction: a point, or a comma.
  package var decimalMark = UInt8(ascii: ".")
  /// What a field holds when its value is missing, besides nothing at all.
  package var missingWords: [String]
  /// What a careful reader should know of how the file is written.
  package var alerts: [String] = []

  /// How the bytes of a file spell characters.
  package enum Encoding: String, Sendable {
    case utf8 = "utf-8"
    case windows1252 = "cp1252"
    case latin1 = "latin-1"

    /// As a person writes it.
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

  /// The words for a missing value unless the user names others.
  package static let customaryMissingWords = [
    "?", "NA", "N/A", "na", "n/a", "#N/A", "#N/A N/A", "#NA", "<NA>", "NULL", "null", "NaN", "nan",
    "-NaN", "-nan", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN",
  ]

  /// The characters of bytes of the file.
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

  /// The columns' names, made different, by what the header's fields hold.
  package func names(of header: CSVRecord) -> [String] {
    guard hasHeader else { return (0..<header.count).map { "column_\($0 + 1)" } }
    let names = (0..<header.count).map { text(header.field($0)) }
    return Self.distinct((hasRowNames ? [""] : []) + names)
  }

  /// Names as pandas makes them different, compared by their bytes.
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
      + (decimalMark == UInt8(ascii: ".") ? "" : ", fractions after a comma")
  }
}

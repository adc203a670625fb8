package import FacetJSON

/// How a CSV file is written: what parts its fields, what its first line is, what says that a value
/// is missing.
package struct CSVDialect: Sendable, Equatable {
  package var delimiter: UInt8
  package var quote: UInt8
  package var encoding: Encoding
  /// Whether a byte order mark stands first.
  package var hasByteOrderMark: Bool
  /// Whether the first record names the columns.
  package var hasHeader: Bool
  /// Whether a space after a delimiter belongs to the delimiter.
  package var skipsInitialSpace: Bool
  /// What a number's fraction stands after: a point, or a comma.
  package var decimalMark = UInt8(ascii: ".")
  /// What a field holds when its value is missing, besides nothing at all.
  package var missingWords: [String]

  /// How the bytes of a file spell characters.
  package enum Encoding: String, Sendable {
    case utf8 = "utf-8"
    case latin1 = "latin-1"
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

  /// What stands for a missing value unless the user says otherwise.
  package static let customaryMissingWords = [
    "?", "NA", "N/A", "na", "n/a", "#N/A", "#N/A N/A", "#NA", "<NA>", "NULL", "null", "NaN", "nan",
    "-NaN", "-nan", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN",
  ]

  /// The arguments with which pandas' `read_csv` reads the file as Facet does.
  ///
  /// - Parameter columns: The columns' names, for a file whose first record does not say them.
  package func readingArguments(columns: [String]) -> JSONObject {
    func character(_ byte: UInt8) -> JSONValue { .string(String(UnicodeScalar(byte))) }
    var arguments: JSONObject = [
      "sep": character(delimiter), "quotechar": character(quote),
      "encoding": .string(hasByteOrderMark ? "utf-8-sig" : encoding.rawValue),
      "keep_default_na": false,
      "na_values": .array(([""] + missingWords).map { .string($0) }),
      "skipinitialspace": .bool(skipsInitialSpace), "index_col": false, "on_bad_lines": "skip",
      "low_memory": false,
    ]
    if decimalMark != UInt8(ascii: ".") { arguments["decimal"] = character(decimalMark) }
    if !hasHeader {
      arguments["header"] = .null
      arguments["names"] = .array(columns.map { .string($0) })
    }
    return arguments
  }

  /// The characters of bytes of the file.
  package func text(_ bytes: some Collection<UInt8>) -> String {
    switch encoding {
    case .utf8: String(decoding: bytes, as: UTF8.self)
    case .latin1: String(String.UnicodeScalarView(bytes.map { UnicodeScalar($0) }))
    }
  }
}

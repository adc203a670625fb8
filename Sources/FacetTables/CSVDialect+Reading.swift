package import FacetJSON

extension CSVDialect {
  /// The arguments that make pandas' `read_csv` read the file as Facet does.
  ///
  /// - Parameters:
  ///   - columns: The columns' names, for a file whose header does not give all of them.
  ///   - texts: Columns whose values look like numbers but are labels.
  ///   - skipped: Records to skip, by their 0-based index in the file.
  ///   - rows: The number of rows to read, if not all.
  package func readingArguments(
    columns: [String], texts: [String] = [], skipped: [Int] = [], rows: Int? = nil
  ) -> JSONObject {
    func character(_ byte: UInt8) -> JSONValue { .string(String(UnicodeScalar(byte))) }
    var arguments: JSONObject = [
      "sep": character(delimiter), "quotechar": character(quote),
      "encoding": .string(hasByteOrderMark ? "utf-8-sig" : encoding.rawValue),
      "keep_default_na": false,
      "na_values": .array(([""] + missingWords).map { .string($0) }),
      "skipinitialspace": .bool(skipsInitialSpace), "index_col": false, "on_bad_lines": "skip",
      "low_memory": false,
    ]
    if isCompressed { arguments["compression"] = "gzip" }
    if hasUndecodableBytes { arguments["encoding_errors"] = "replace" }
    if decimalMark != UInt8(ascii: ".") { arguments["decimal"] = character(decimalMark) }
    if !hasHeader || hasRowNames {
      arguments["header"] = hasHeader ? 0 : .null
      arguments["names"] = .array(columns.map { .string($0) })
    }
    if !skipped.isEmpty {
      arguments["skiprows"] = .array(skipped.map { .number(JSONNumber($0)) })
    }
    if let rows { arguments["nrows"] = .number(JSONNumber(rows)) }
    if !texts.isEmpty {
      arguments["dtype"] = .object(JSONObject(texts.map { ($0, "str") }))
    }
    return arguments
  }
}

extension CSVDialect.Choices {
  /// The dialect in stored arguments of `read_csv`, so that a prompt shows the file as code reads
  /// it.
  package init(reading: JSONObject) {
    self.init()
    if reading.isEmpty {
      decimalMark = UInt8(ascii: ".")
      return
    }
    delimiter = reading["sep"]?.string?.utf8.first
    quote = reading["quotechar"]?.string?.utf8.first
    decimalMark = reading["decimal"]?.string?.utf8.first ?? UInt8(ascii: ".")
    skipsInitialSpace = reading["skipinitialspace"]?.bool
    encoding = reading["encoding"]?.string.flatMap {
      CSVDialect.Encoding(rawValue: $0 == "utf-8-sig" ? "utf-8" : $0)
    }
    if let words = reading["na_values"]?.array {
      missingWords = words.compactMap(\.string).filter { !$0.isEmpty }
    }
    let hasHeader = reading["header"] != .some(.null)
    self.hasHeader = hasHeader
    hasRowNames = hasHeader && reading["names"] != nil
    skippedRecords = (reading["skiprows"]?.array ?? []).compactMap(\.int)
    textColumns = Set(reading["dtype"]?.object?.keys ?? [])
    rowLimit = reading["nrows"]?.int
    isComplete = true
  }
}

internal import FacetPlatform

/// The kind of a file: a table by its name, or neither JSON nor delimited text by its first bytes.
package enum FileForm {
  /// Whether a name is that of a delimited table, compressed or not.
  package static func isTable(_ path: String) -> Bool {
    [".csv", ".tsv", ".tab"].contains(where: unpackedName(path).lowercased().hasSuffix)
  }

  /// A file's name or path without the ending that compression adds.
  package static func unpackedName(_ path: String) -> String {
    path.lowercased().hasSuffix(".gz") ? String(path.dropLast(3)) : path
  }

  /// The kind of file and how to convert it to a readable one; nil for text.
  ///
  /// - Parameters:
  ///   - start: At least the first 262 bytes, if the file has that many.
  ///   - path: The path to show in the suggested commands.
  package static func obstacle(start: some Collection<UInt8>, path: String) -> String? {
    for form in forms where start.starts(with: form.signature) {
      return "the file is \(form.name); \(form.advice(path))"
    }
    let text = String(decoding: start.prefix(64), as: UTF8.self).lowercased()
      .trimmingPrefix { $0.isWhitespace || $0 == "\u{FEFF}" }
    if text.hasPrefix("<!doctype html") || text.hasPrefix("<html") {
      return "the file is a web page; download the data itself, for example by its 'raw' link"
    }
    if text.hasPrefix("<?xml") { return "the file is XML; \(exported(path))" }
    let zeros = start.prefix(64).enumerated().filter { $0.element == 0 }.map(\.offset)
    if zeros.count > 16, Set(zeros.map { $0 % 2 }).count == 1 {
      return "the file is in UTF-16 without a byte order mark; \(recoded(path))"
    }
    if start.dropFirst(257).starts(with: Array("ustar".utf8)) {
      return "the file is a tar archive; unpack it with 'tar -xf \(path)' and name a file in it"
    }
    return nil
  }

  private struct Form {
    var signature: [UInt8]
    var name: String
    var advice: (String) -> String
  }

  private static var forms: [Form] {
    [
      Form(signature: Array("PAR1".utf8), name: "Parquet", advice: converted),
      Form(signature: Array("ARROW1".utf8), name: "Arrow", advice: exported),
      Form(signature: [0xFF, 0xFF, 0xFF, 0xFF], name: "an Arrow stream", advice: exported),
      Form(signature: Array("Obj\u{1}".utf8), name: "Avro", advice: exported),
      Form(signature: Array("ORC".utf8), name: "ORC", advice: exported),
      Form(signature: [0x89] + Array("HDF".utf8), name: "HDF5", advice: exported),
      Form(signature: Array("SQLite format 3".utf8), name: "an SQLite database") {
        "export a table with \"sqlite3 -json '\($0)' 'SELECT * FROM t' > t.json\""
      },
      Form(signature: Array("PK\u{3}\u{4}".utf8), name: "a ZIP archive, as .xlsx files are") { _ in
        "unpack it, or save the sheet as CSV"
      },
      Form(signature: [0xD0, 0xCF, 0x11, 0xE0], name: "an old Excel sheet") { _ in
        "save it as CSV"
      },
      Form(signature: [0x28, 0xB5, 0x2F, 0xFD], name: "compressed by zstd") {
        "run 'unzstd \($0)' first"
      },
      Form(signature: Array("BZh".utf8), name: "compressed by bzip2") {
        "run 'bunzip2 -k \($0)' first"
      },
      Form(signature: [0xFD] + Array("7zXZ".utf8), name: "compressed by xz") {
        "run 'unxz -k \($0)' first"
      },
      Form(signature: Array("%PDF".utf8), name: "a PDF") { _ in
        "copy its tables into a CSV file"
      },
      Form(signature: [0x04, 0x22, 0x4D, 0x18], name: "compressed by lz4") {
        "run 'lz4 -d \($0)' first"
      },
      Form(signature: [0x89] + Array("PNG".utf8), name: "an image", advice: exported),
      Form(signature: [0x93] + Array("NUMPY".utf8), name: "a NumPy array", advice: exported),
      Form(signature: [0x80, 0x04, 0x95], name: "a Python pickle", advice: exported),
      Form(signature: [0x80, 0x05, 0x95], name: "a Python pickle", advice: exported),
      Form(signature: [0xFF, 0xFE], name: "in UTF-16", advice: recoded),
      Form(signature: [0xFE, 0xFF], name: "in UTF-16", advice: recoded),
    ]
  }

  private static func recoded(_ path: String) -> String {
    "save it as UTF-8, for example with \"iconv -f utf-16 -t utf-8 '\(path)'\""
  }

  private static func exported(_ path: String) -> String { "export it as JSON Lines or CSV" }

  private static func converted(_ path: String) -> String {
    let stem = path.hasSuffix(".parquet") ? String(path.dropLast(8)) : path
    let statement =
      "COPY (FROM read_parquet(\(DuckDBText.file(path)))) TO \(DuckDBText.quoted(stem + ".jsonl", "'"))"
    return "convert it with: duckdb -c \(ShellWord.quoted(statement))"
  }
}

import FacetJSON
import FoundationEssentials
import TestSupport
import Testing

@Suite("Reading input data")
struct JSONRowReaderTests {
  /// Rows whose tokens break in every kind of place: escapes, numbers, characters, literals.
  private static let array =
    "\u{FEFF} [ {\"a\": \"ä€😀\\n\\u00e4\\ud83d\\ude00\\\\\", \"n\": -12.50e+3},\r\n"
    + "  [true, false, null, 0.70, -0], 18446744073709551615 ,\n\n\"]\\\"[\" ,-7,null,{}\n]\r\n "
  private static let lines =
    "\u{FEFF}\n{\"a\": \"ä€😀\\n\\u00e4\\ud83d\\ude00\\\\\", \"n\": -12.50e+3}\r\n\n \t\r\n"
    + "{\"b\": [true, false, null, 0.70, -0]}  \n18446744073709551615\n\"]\\\"[\"\r\n-7\nnull\n {}"

  private static let arrayRows = [
    #"0 @1 {"a":"ä€😀\nä😀\\","n":-12.50e+3}"#, "1 @2 [true,false,null,0.70,-0]",
    "2 @2 18446744073709551615", #"3 @4 "]\"[""#, "4 @4 -7", "5 @4 null", "6 @4 {}",
  ]
  private static let lineRows = [
    #"0 @2 {"a":"ä€😀\nä😀\\","n":-12.50e+3}"#, #"1 @5 {"b":[true,false,null,0.70,-0]}"#,
    "2 @6 18446744073709551615", #"3 @7 "]\"[""#, "4 @8 -7", "5 @9 null", "6 @10 {}",
  ]

  @Test("The rows do not depend on the pieces in which the bytes arrive", arguments: 1...17)
  func pieces(size: Int) throws {
    #expect(try rows(of: Array(Self.array.utf8), sizes: [size]) == Self.arrayRows)
    #expect(try rows(of: Array(Self.lines.utf8), sizes: [size]) == Self.lineRows)
  }

  @Test("The rows do not depend on where the bytes are split in two")
  func split() throws {
    for (text, expected) in [(Self.array, Self.arrayRows), (Self.lines, Self.lineRows)] {
      let bytes = Array(text.utf8)
      for size in 1..<bytes.count {
        #expect(try rows(of: bytes, sizes: [size, bytes.count]) == expected, "split at \(size)")
      }
    }
  }

  @Test(
    "Data without rows has none",
    arguments: ["", " \n\r\n", "\u{FEFF}", "[]", " [\n] \n", "\u{FEFF}[ ]"])
  func empty(text: String) throws {
    #expect(try rows(of: Array(text.utf8), sizes: [1]) == [])
  }

  @Test(
    "A refusal names the sample and the line",
    arguments: [
      ("[1,\n NaN]", "line 2, sample 1: JSON has no NaN and no infinity"),
      ("[1,\n -Infinity]", "line 2, sample 1: expected a digit, not 'I'"),
      ("{\"a\":1}\n\n{\"a\":Infinity}", "line 3, sample 1: JSON has no NaN and no infinity"),
      ("[{\n\"a\":\n18446744073709551616}]", "line 3, sample 0: the integer does not fit in 64"),
      ("[-9223372036854775809]", "line 1, sample 0: the integer does not fit in 64 bits"),
      (#"[{"a\u0000b":1}]"#, #"line 1, sample 0: '\u0000' is not allowed in a key"#),
      ("[\"a\tb\"]", #"line 1, sample 0: control character U+0009 in a string must be"#),
      ("[\"a\0b\"]", "line 1, sample 0: NUL characters are not allowed"),
      ("[{\"a\":1,\n\"b\":{\"c\":1,\n\"c\":2}}]", "line 3, sample 0: duplicate key 'c'"),
      ("[{\"a\":[1,2,]}]", "line 1, sample 0: trailing ','"),
      ("[{\"a\":1,}]", "line 1, sample 0: trailing ','"),
      ("[1,\n2,\n]", "line 2, sample 1: trailing ',' after the last row"),
      ("[1, // one\n2]", "line 1, sample 1: comments are not allowed here"),
      ("// c\n[1]", "line 1, sample 0: comments are not allowed here"),
      ("[{\"a\":1}\n{\"a\":2}]", "line 2, sample 1: expected ',' or ']' between rows, not '{'"),
      ("[{\"a\" 1}]", "line 1, sample 0: expected ':' after the key, not '1'"),
      ("[1] x", "line 1: unexpected 'x' after the end of the array"),
      ("[1]\n\n[2]", "line 3: unexpected '[' after the end of the array"),
      ("[1", "line 1, sample 1: unexpected end of data"),
      ("[1,\n", "line 2, sample 1: unexpected end of data"),
      ("[", "line 1, sample 0: unexpected end of data"),
      ("[{\"a\":\n\n\"b", "line 3, sample 0: unexpected end of data"),
      ("[{\"a\":[1}]", "line 1, sample 0: expected ',' or ']', not '}'"),
      ("{\"a\":1}\n{\"a\":", "line 2, sample 1: unexpected end of data"),
      (
        "{\"a\":1} {\"a\":2}",
        "line 1, sample 0: unexpected '{' after the row, each line must hold one row"
      ),
      (
        "{\"a\":1}\n2,\n",
        "line 2, sample 1: unexpected ',' after the row, each line must hold one row"
      ),
      ("{\n\"a\":1}", "line 1, sample 0: the row does not end on its line, JSON Lines need"),
      ("{\"a\":1}\n{\"a\":\"b\n\"}", "line 2, sample 1: the row does not end on its line"),
      ("1\n'a'", "line 2, sample 1: expected a value; strings need double quotes"),
      (#"["\ud800"]"#, "line 1, sample 0: unpaired surrogate escape"),
      ("[True]", "line 1, sample 0: unknown word 'True', did you mean 'true'"),
      ("id,text\n1,a", "line 1, sample 0: unknown word 'id'"),
    ])
  func refused(text: String, message: String) {
    for size in [1, 3, 4096] {
      let error = #expect(throws: InputError.self) {
        _ = try rows(of: Array(text.utf8), sizes: [size])
      }
      #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }
  }

  @Test("Invalid UTF-8 is reported with its row and line")
  func refusesInvalidUTF8() {
    let bytes = Array("[\"ä\",\n{\"a\":\n\"".utf8) + [0xED, 0xA0, 0x80] + Array("\"}]".utf8)
    for size in [1, 7, 4096] {
      let error = #expect(throws: InputError.self) { _ = try rows(of: bytes, sizes: [size]) }
      #expect(
        error?.description == "line 3, sample 1: invalid UTF-8; save the file as UTF-8")
    }
  }

  @Test("Rows before a mistake are read, and after it there are none")
  func stops() throws {
    let reader = JSONRowReader(
      source: PiecewiseSource(Array("[1, 2, x, 3]".utf8), pieceSize: 2))
    #expect(try reader.next()?.value == 1)
    #expect(try reader.next()?.value == 2)
    #expect(throws: InputError.self) { try reader.next() }
    #expect(try reader.next() == nil)
  }

  @Test("A row larger than every piece is read whole")
  func largeRow() throws {
    let text = String(repeating: "é\\n", count: 40_000)
    let bytes = Array("[\"\(text)\", 1]".utf8)
    let reader = JSONRowReader(source: PiecewiseSource(bytes, pieceSize: 1000))
    #expect(try reader.next()?.value.string?.unicodeScalars.count == 80_000)
    #expect(try reader.next()?.value == 1)
    #expect(try reader.next() == nil)
  }

  @Test("A row that never ends is refused at its first wrong bracket, not at the end of the data")
  func refusesEarly() {
    let source = EndlessSource(start: "[{\"a\":[1}, ", filling: "{\"a\":[1]}, ")
    let reader = JSONRowReader(source: source)
    let error = #expect(throws: InputError.self) { try reader.next() }
    #expect(error?.message == "expected ',' or ']', not '}'")
  }

  @Test("A file is read in pieces, and a folder is refused")
  func file() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      component: "facet-rows-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(component: "rows.jsonl")
    let texts = (0..<5).map { String(repeating: "\($0)ü", count: 50_000) }
    try Data(texts.map { "\"\($0)\"\n" }.joined().utf8).write(to: file)
    let reader = try JSONRowReader(path: file.path)
    for text in texts { #expect(try reader.next()?.value.string == text) }
    #expect(try reader.next() == nil)

    let folderReader = try JSONRowReader(path: folder.path)
    let error = #expect(throws: InputError.self) { try folderReader.next() }
    #expect(error?.description == "'\(folder.path)' cannot be read: Is a directory")
  }

  @Test("A file that cannot be opened is named")
  func missingFile() {
    let error = #expect(throws: InputError.self) {
      try JSONRowReader(path: "/nonexistent/rows.json")
    }
    #expect(error?.description == "there is no file '/nonexistent/rows.json'")
  }

  /// Every row as `index @line value`.
  private func rows(of bytes: [UInt8], sizes: [Int]) throws -> [String] {
    let reader = JSONRowReader(source: PiecewiseSource(bytes, sizes: sizes))
    var rows: [String] = []
    while let row = try reader.next() {
      rows.append("\(row.index) @\(row.line) \(row.value.text)")
    }
    return rows
  }
}

/// A start and then the same bytes again and again.
private struct EndlessSource: ByteSource {
  private var start: [UInt8]
  private let filling: [UInt8]

  init(start: String, filling: String) {
    self.start = Array(start.utf8)
    self.filling = Array(filling.utf8)
  }

  mutating func read(into buffer: inout [UInt8]) throws(InputError) {
    buffer.append(contentsOf: start.isEmpty ? filling : start)
    start = []
  }
}

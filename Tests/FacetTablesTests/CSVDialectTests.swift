import FacetJSON
import TestSupport
import Testing

@testable import FacetTables

@Suite("How a CSV file is written")
struct CSVDialectTests {
  private func dialect(
    of bytes: [UInt8], choices: CSVDialect.Choices = CSVDialect.Choices()
  ) throws -> CSVDialect {
    let folder = try ScratchFolder()
    return try CSVDialect.detected(at: try folder.write(bytes, to: "d.csv"), choices: choices)
  }

  @Test(
    "The delimiter is the one with which rows agree",
    arguments: [
      ("a,b\n1,2\n3,4\n", ","), ("a;b\n1,5;2\n2,5;3\n", ";"), ("a\tb\n1 x\t2\n", "\t"),
      ("a|b\n1|x, y\n2|z, w\n", "|"), ("only\n1\n2\n", ","),
      ("a,b\n\"x;y;z\",2\n\"u;v;w\",3\n", ","),
    ] as [(String, Character)])
  func delimiter(text: String, expected: Character) throws {
    #expect(try dialect(of: Array(text.utf8)).delimiter == expected.asciiValue)
  }

  @Test(
    "A first row that looks like data is not a header",
    arguments: [
      ("a,b\n1,2\n3,4\n", true), ("1,2\n3,4\n5,6\n", false), ("x,2.5\ny,3.5\nz,4\n", false),
      ("name,town\nAda,Rome\nBob,Oslo\n", true), ("Ada,Rome\nBob,Oslo\nAda,Rome\n", false),
      ("year,2010\nUK,5.1\nFR,5.2\n", true), ("id,n\nA1,?\nA2,3\n", true),
    ])
  func header(text: String, expected: Bool) throws {
    #expect(try dialect(of: Array(text.utf8)).hasHeader == expected)
  }

  @Test func `the user's word counts more than what the file looks like`() throws {
    let choices = CSVDialect.Choices(
      delimiter: UInt8(ascii: ";"), hasHeader: false, missingWords: ["-"])
    let found = try dialect(of: Array("a,b\n1,2\n".utf8), choices: choices)
    #expect(found.delimiter == UInt8(ascii: ";"))
    #expect(!found.hasHeader)
    #expect(found.missingWords == ["-"])
  }

  @Test func `encodings are told apart`() throws {
    #expect(try dialect(of: Array("a,b\né,1\n".utf8)).encoding == .utf8)
    #expect(try dialect(of: Array("a,b\n".utf8) + [0xE9, 0x2C, 0x31, 0x0A]).encoding == .latin1)
    let marked = try dialect(of: [0xEF, 0xBB, 0xBF] + Array("a,b\n1,2\n".utf8))
    #expect(marked.hasByteOrderMark && marked.encoding == .utf8)
  }

  @Test func `a character that is cut by the end of a piece is still UTF-8`() throws {
    // Files are read in pieces of 256 KiB.
    let start = "a\n" + String(repeating: "x", count: (256 << 10) - 3)
    #expect(try dialect(of: Array((start + "é\n1\n").utf8)).encoding == .utf8)
  }

  @Test func `single quotes wrap fields where no double ones are`() throws {
    let text = "'a','b'\n'x, y','1'\n'z','2'\n"
    #expect(try dialect(of: Array(text.utf8)).quote == UInt8(ascii: "'"))
    #expect(try dialect(of: Array("a,b\nit's,1\n".utf8)).quote == UInt8(ascii: "\""))
  }

  @Test(
    "A comma is a decimal mark if it separates neither fields nor thousands",
    arguments: [
      ("a;b\n1,5;x\n2;y\n", ","), ("a\tb\n-0,25\tx\n1,234\ty\n", ","),
      ("a\tb\n1,234\tx\n12,345\ty\n", "."), ("a;b\n1,5;2.5\n", "."),
      ("a;b\n1,5;1.250\n2,5;12.000.500\n", ","), ("a;b\n1,5;0.250\n", "."),
      ("a;b\n1,500;1.250\n", "."),
      ("a,b\n\"1,5\",2\n", "."), ("a;b\nred, 5;2\n", "."),
    ] as [(String, Character)])
  func decimalMark(text: String, expected: Character) throws {
    let found = try dialect(of: Array(text.utf8))
    #expect(found.decimalMark == expected.asciiValue)
    #expect(found.hasHeader)
    #expect((found.readingArguments(columns: [])["decimal"] == ",") == (expected == ","))
  }

  @Test func `a space after every delimiter belongs to it`() throws {
    #expect(try dialect(of: Array("a, b\n1, ?\n2, 3\n".utf8)).skipsInitialSpace)
    #expect(try !dialect(of: Array("a,b\n1, x\n2,y\n3,z\n".utf8)).skipsInitialSpace)
  }

  @Test(
    "A row of numbers is a header if they stand out from the rows below",
    arguments: [
      (",0,1,2\n0,4.5,3.5,1.5\n1,2.5,4.5,2.5\n2,9.5,8.5,1.5\n", true),
      (
        "2019,2020,2021\n44.7,8,52.7\n46.5,2,48.5\n72.8,5,77.8\n51.9,4,55.9\n50.1,3,49.5\n60.2,9,1.5\n",
        true
      ),
      ("Year,1,2,3,4\n1950,48.5,48.9,54.5,57.8\n1951,44.0,63.8,37.8,64.5\n", true),
      ("site,0,6,12,18\nA,10,12,9,3\nB,1,5,7,7\nC,15,2,3,4\n", true),
      ("0.1,0.2,0.5,1.0\n31,12,40,55\n22,18,41,60\n19,30,28,44\n35,11,39,51\n27,25,33,48\n", true),
      (
        "0.1,0.2,0.5,1.0\n0.3,0.1,0.7,0.2\n0.2,0.4,0.1,2.0\n0.9,0.3,0.6,0.5\n0.1,0.8,0.2,0.4\n0.5,0.1,0.3,0.9\n",
        false
      ),
      ("town,2010,2012,2015\nRome,5,9,2\nOslo,1,7,7\nBern,2,2,6\n", false),
      ("1,2,3\n2,3,1\n3,1,2\n2,2,1\n", false), ("0,0,1\n1,1,0\n0,1,1\n", false),
      ("1,2,3,4,5\n2,3,4,5,6\n3,4,5,6,7\n4,5,6,7,8\n", false),
      ("5.1,3.5,a\n4.9,3.0,a\n4.7,3.2,b\n", false), ("1,Ada\n2,Bob\n3,Cyd\n4,Dot\n", false),
      ("2001,52\n2002,53\n2003,51\n2004,55\n2005,50\n2006,49\n", false),
    ])
  func numericHeader(text: String, expected: Bool) throws {
    let found = try dialect(of: Array(text.utf8))
    #expect(found.hasHeader == expected)
    if expected { #expect(found.alerts.contains { $0.contains("read as the header") }) }
  }

  @Test("A header that lacks a name names the columns after the first")
  func rowNames() throws {
    let found = try dialect(of: Array("\"mpg\",\"cyl\"\n\"A\",1.5,6\n\"B\",2.5,4\n".utf8))
    #expect(found.hasHeader && found.hasRowNames)
    var record = CSVRecord()
    var records = CSVRecords(bytes: Array("mpg,cyl\n".utf8))
    _ = try records.next(into: &record)
    #expect(found.names(of: record) == ["Unnamed: 0", "mpg", "cyl"])
    let arguments = found.readingArguments(columns: ["Unnamed: 0", "mpg", "cyl"])
    #expect(arguments["header"] == 0)
    #expect(arguments["names"] == ["Unnamed: 0", "mpg", "cyl"])
    // A delimiter at each line's end is no column.
    #expect(try !dialect(of: Array("a,b\n1,2,\n3,4,\n".utf8)).hasRowNames)
    #expect(try !dialect(of: Array("a,b\n1,2,x\n3,4\n5,6\n".utf8)).hasRowNames)
  }

  @Test(
    "Lines that are neither header nor data are skipped",
    arguments: [
      ("sep=;\na;b\n1;2\n3;4\n", [0]), ("\"sep=,\"\na,b\n1,2\n", [0]),
      ("Sales of May\n\na,b,c\n1,2,3\n4,5,6\n", [0]),
      ("Sales\nall shops\na,b,c\n1,2,3\n4,5,6\n", [0, 1]),
      ("Sales,,\na,b,c\n1,2,3\n4,5,6\n7,8,9\n", [0]),
      ("a,b\nkg,m\n1,2\n3,4\n5,6\n", [1]), ("t,v\n,(kg)\nA,2\nB,4\nC,6\n", [1]),
      ("t,v\nA,bad\nA,2\nB,4\nC,6\n", []), ("t,v\nA,?\nB,2\nC,4\nD,6\n", []),
      ("a,b\n1,2\n3,4\n", []), ("mpg\nA,2.5\nB,3.5\nC,4.5\n", []),
    ] as [(String, [Int])])
  func skippedRecords(text: String, expected: [Int]) throws {
    let found = try dialect(of: Array(text.utf8))
    #expect(found.skippedRecords == expected)
    #expect(found.alerts.isEmpty == (expected.isEmpty && !found.hasRowNames))
  }

  @Test(
    "The encoding is the one that explains most of the text",
    arguments: [
      (Array("a\nMünchen, Köln\n".utf8) + [0xFC, 0x0A], .utf8, "0xFC on line 3"),
      (Array("a\n".utf8) + [0x80, 0x35, 0x0A, 0xE9, 0x0A], .windows1252, "Windows-1252"),
      (
        Array("a\n".utf8) + [0xE9, 0x0A], .latin1, "Latin-1; the first such byte is 0xE9 on line 2"
      ),
      (Array("a\n".utf8) + [0x81, 0x0A, 0xE9, 0x0A], .windows1252, "no meaning in either"),
      (Array("a\n".utf8) + Array(repeating: 0xCF, count: 30), .latin1, "none of the Western"),
    ] as [([UInt8], CSVDialect.Encoding, String)])
  func encodings(bytes: [UInt8], expected: CSVDialect.Encoding, alert: String) throws {
    let found = try dialect(of: bytes)
    #expect(found.encoding == expected)
    #expect(found.alerts.contains { $0.contains(alert) }, "\(found.alerts)")
  }

  @Test("Windows-1252 has its own characters between 0x80 and 0x9F")
  func windows1252() {
    let dialect = CSVDialect(encoding: .windows1252)
    #expect(dialect.text([0x80, 0x93, 0x41, 0xE9, 0x81]) == "€“Aé\u{FFFD}")
    #expect(dialect.readingArguments(columns: [])["encoding"] == "cp1252")
  }

  @Test("Stored reading arguments give the same reading")
  func storedReading() throws {
    let text = "sep=;\nPLZ;v\n01067;1,5\n10115;-999\n01067;2,5\n"
    let folder = try ScratchFolder()
    let path = try folder.write(text, to: "d.csv")
    var choices = CSVDialect.Choices(missingWords: ["-999"])
    let first = try CSVDialect.detected(at: path, choices: choices)
    let reading = first.readingArguments(
      columns: ["PLZ", "v"], texts: ["PLZ"], skipped: first.skippedRecords)
    choices = CSVDialect.Choices(reading: reading)
    #expect(choices.textColumns == ["PLZ"])
    var second = try CSVDialect.detected(at: path, choices: choices)
    #expect(second.missingWords == ["-999"])
    second.alerts = first.alerts
    #expect(second == first)
  }

  @Test(
    "A file that is not CSV is refused with a reason",
    arguments: [
      ([], "the file is empty"), ([0xFF, 0xFE, 0x61, 0x00], "the file is in UTF-16"),
      ([0x61, 0x00, 0x62], "byte 1 is zero; the file is not text"),
      (Array("PAR1xxxx".utf8), "duckdb -c"),
      ([0x1F, 0x8B, 0x08, 0x00], "ends in the middle of its compressed data"),
      (Array("PK\u{3}\u{4}xx".utf8), "save the sheet as CSV"),
    ] as [([UInt8], String)])
  func refuses(bytes: [UInt8], reason: String) throws {
    let error = #expect(throws: TableError.self) { try dialect(of: bytes) }
    #expect(error?.description.contains(reason) == true)
  }
}

@Suite("The first lines of a file")
struct FirstLineTests {
  private func dialect(of text: String) throws -> CSVDialect {
    let folder = try ScratchFolder()
    return try CSVDialect.detected(at: try folder.write(text, to: "d.csv"))
  }

  @Test(
    "Titles may contain the delimiter, if the table below them is regular",
    arguments: [
      ("Jobs, by sector\nSource: Office\n\na,b,c,d\nx,1,2,3\ny,4,5,6\n", [0, 1]),
      ("Jobs, by sector, 2020\na,b,c,d,e\nx,1,2,3,9\ny,4,5,6,9\n", [0]),
      // A header of row names' files lacks one field.
      ("a,b,c\nx,1,2,3\ny,4,5,6\nz,7,8,9\n", []),
      // Rows of differing lengths.
      ("a,b\nx,1,2,3\ny,4,5,6\nz,7\n", []),
      // Numbers are no title.
      ("2019,2020\na,b,c,d\nx,1,2,3\n", []),
    ] as [(String, [Int])])
  func titles(text: String, skipped: [Int]) throws {
    #expect(try dialect(of: text).skippedRecords == skipped)
  }

  @Test(
    "Labels name columns unless most of them recur below",
    arguments: [
      ("area,tone,order\nAfrica,tone,SOV\nAsia,none,SVO\nAfrica,none,SOV\nAsia,tone,SVO\n", true),
      ("Africa,tone,SOV\nAsia,none,SVO\nAfrica,none,SOV\nAsia,tone,SVO\nAsia,tone,SVO\n", false),
      ("yes,no\nyes,no\nno,yes\nno,no\n", false),
    ])
  func labels(text: String, hasHeader: Bool) throws {
    #expect(try dialect(of: text).hasHeader == hasHeader)
  }
}

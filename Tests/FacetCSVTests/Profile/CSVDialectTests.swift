import FacetJSON
import TestSupport
import Testing

@testable import FacetCSV

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
    "A first row that looks like data is no header",
    arguments: [
      ("a,b\n1,2\n3,4\n", true), ("1,2\n3,4\n5,6\n", false), ("x,2.5\ny,3.5\nz,4\n", false),
      ("name,town\nAda,Rome\nBob,Oslo\n", true), ("Ada,Rome\nBob,Oslo\nAda,Rome\n", false),
      ("year,2010\nUK,5.1\nFR,5.2\n", false), ("id,n\nA1,?\nA2,3\n", true),
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
    "A comma is a decimal mark where it parts nothing and cannot be between thousands",
    arguments: [
      ("a;b\n1,5;x\n2;y\n", ","), ("a\tb\n-0,25\tx\n1,234\ty\n", ","),
      ("a\tb\n1,234\tx\n12,345\ty\n", "."), ("a;b\n1,5;2.5\n", "."),
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
    "What is no CSV file is refused with its reason",
    arguments: [
      ([], "the file is empty"), ([0xFF, 0xFE, 0x61, 0x00], "the file is in UTF-16"),
      ([0x61, 0x00, 0x62], "byte 1 is zero; this is no text"),
    ] as [([UInt8], String)])
  func refuses(bytes: [UInt8], reason: String) throws {
    let error = #expect(throws: CSVProfileError.self) { try dialect(of: bytes) }
    #expect(error?.description.contains(reason) == true)
  }
}

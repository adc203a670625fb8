import Testing

@testable import FacetTables

@Suite("Records of a CSV text")
struct CSVRecordsTests {
  private func records(_ text: String, delimiter: Character = ",") throws -> [[String]] {
    var reader = CSVRecords(
      bytes: Array(text.utf8), delimiter: delimiter.asciiValue ?? CSVRecords.comma)
    var record = CSVRecord()
    var records: [[String]] = []
    while try reader.next(into: &record) {
      records.append(
        (0..<record.count).map { String(decoding: record.bytes[record.range($0)], as: UTF8.self) })
    }
    return records
  }

  @Test(
    "Fields are taken apart at delimiters outside quotes",
    arguments: [
      ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
      ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
      ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
      ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
      ("\"a,1\",\"b\"\"c\"\n", [["a,1", "b\"c"]]),
      ("\"\",x\n", [["", "x"]]),
      ("a\"b,c\n", [["a\"b", "c"]]),
      ("\"a\"b,c\n", [["ab", "c"]]),
      ("\"x\ny\",z\n", [["x\ny", "z"]]),
      ("a,\n,\n", [["a", ""], ["", ""]]),
      ("a,", [["a", ""]]),
      ("\n\na\n", [[""], [""], ["a"]]),
      ("", []),
    ] as [(String, [[String]])])
  func takesApart(text: String, expected: [[String]]) throws {
    #expect(try records(text) == expected)
  }

  @Test func `another delimiter leaves commas alone`() throws {
    #expect(try records("a;b,c\n", delimiter: ";") == [["a", "b,c"]])
  }

  @Test func `a record knows the line on which it begins`() throws {
    var reader = CSVRecords(bytes: Array("a\n\"b\nc\"\nd".utf8))
    var record = CSVRecord()
    var lines: [Int] = []
    while try reader.next(into: &record) { lines.append(record.line) }
    #expect(lines == [1, 2, 4])
  }

  @Test func `a quote that is not closed is told`() throws {
    var reader = CSVRecords(bytes: Array("a\n\"b,c\n".utf8))
    var record = CSVRecord()
    #expect(try reader.next(into: &record) && !record.isUnclosed)
    #expect(try reader.next(into: &record) && record.isUnclosed)
  }
}

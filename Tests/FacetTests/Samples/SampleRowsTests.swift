import FacetConfiguration
import FacetJSON
import TestSupport
import Testing

@testable import Facet

@Suite("Rows of an input file")
struct SampleRowsTests {
  private func rows(_ text: String, named name: String) throws -> [JSONObject] {
    let folder = try ScratchFolder()
    var rows = try SampleRows(path: try folder.write(text, to: name))
    var read: [JSONObject] = []
    while let (row, _) = try rows.next() { read.append(row) }
    return read
  }

  private func error(_ text: String, named name: String) throws -> SampleError? {
    #expect(throws: SampleError.self) { try rows(text, named: name) }
  }

  @Test(
    "Are the same from an array, from lines and from a table",
    arguments: [
      ("d.json", #"[{"id": "a", "input": "x, y"}, {"id": "b", "input": "\"z\""}]"#),
      (
        "d.json",
        "\u{FEFF}[{\"id\": \"a\", \"input\": \"x, y\"},{\"id\":\"b\",\"input\":\"\\\"z\\\"\"}]"
      ),
      (
        "d.jsonl",
        "{\"id\": \"a\", \"input\": \"x, y\"}\n\n{\"id\": \"b\", \"input\": \"\\\"z\\\"\"}\n"
      ),
      (
        "d.jsonl",
        "{\"id\": \"a\", \"input\": \"x, y\"}\r\n{\"id\": \"b\", \"input\": \"\\\"z\\\"\"}"
      ),
      ("d.csv", "id,input\na,\"x, y\"\nb,\"\"\"z\"\"\"\n"),
      ("d.csv", "\u{FEFF}id,input\r\na,\"x, y\"\r\nb,\"\"\"z\"\"\""),
      ("D.CSV", "\"id\",\"input\"\na,\"x, y\"\n\nb,\"\"\"z\"\"\"\n\n"),
    ])
  func forms(name: String, text: String) throws {
    #expect(
      try rows(text, named: name) == [
        ["id": "a", "input": "x, y"], ["id": "b", "input": "\"z\""],
      ])
  }

  @Test("Keep line breaks within a quoted field, and count them")
  func embeddedLines() throws {
    let folder = try ScratchFolder()
    let path = try folder.write("input,n\n\"one\r\ntwo\n\",1\nthree,\n", to: "d.csv")
    var rows = try SampleRows(path: path)
    let first = try rows.next()
    #expect(first?.row == ["input": "one\r\ntwo\n", "n": "1"])
    #expect(first?.line == 2)
    let second = try rows.next()
    #expect(second?.row == ["input": "three", "n": ""])
    #expect(second?.line == 5)
    #expect(try rows.next() == nil)
  }

  @Test(
    "Are refused with the line where they are wrong",
    arguments: [
      ("d.csv", "a,b\n1,2\n3\n", 3, "the row has 1 fields where the header has 2"),
      ("d.csv", "a,b\n\"x\n\",2\n3,4,5\n", 4, "the row has 3 fields where the header has 2"),
      ("d.csv", "a,b\n1,2\n\"3,4\n", 3, "a quoted field is not closed"),
      ("d.csv", "a,a\n1,2\n", 1, "the header names 'a' twice"),
      ("d.csv", "", 1, "the file needs a header line"),
      ("d.jsonl", "{\"a\": 1}\n[2]\n", 2, "sample 1 must be an object"),
    ])
  func mistakes(name: String, text: String, line: Int, message: String) throws {
    let error = try error(text, named: name)
    #expect(error?.line == line)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test("Of a file that is not there are an error with its path")
  func missing() throws {
    let folder = try ScratchFolder()
    for name in ["no.json", "no.csv"] {
      let error = #expect(throws: SampleError.self) {
        var rows = try SampleRows(path: folder.path(of: name))
        _ = try rows.next()
      }
      #expect(error?.description.contains(name) == true)
    }
  }

  @Test("That are not UTF-8 are refused with their line")
  func encoding() throws {
    let folder = try ScratchFolder()
    let path = try folder.write(Array("a\nx\n".utf8) + [0xC3, 0x28, 0x0A], to: "d.csv")
    let error = #expect(throws: SampleError.self) {
      var rows = try SampleRows(path: path)
      while try rows.next() != nil {}
    }
    #expect(error?.line == 3)
  }
}

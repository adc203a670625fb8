import FacetConfiguration
import FacetJSON
import FacetPlatform
import FacetTables
import TestSupport
import Testing

@testable import Facet

@Suite("Rows of an input file")
struct SampleRowsTests {
  private let data: DataConfiguration

  init() throws {
    data = try TaskFixture.configuration().data
  }

  private func rows(_ text: String, named name: String) throws -> [JSONObject] {
    let folder = try ScratchFolder()
    var rows = try SampleRows(path: try folder.write(text, to: name), data: data)
    var read: [JSONObject] = []
    while let (row, _, _) = try rows.next() { read.append(row) }
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
    var rows = try SampleRows(path: path, data: data)
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
      ("d.csv", "a,b\n1,2\n3\n", 3, "the row has 1 field but the header has 2"),
      ("d.csv", "a,b\n\"x\n\",2\n3,4,5\n", 4, "the row has 3 fields but the header has 2"),
      ("d.csv", "a,b\n1,2\n\"3,4\n", 3, "a quoted field is not closed"),
      ("d.csv", "a,a\n1,2\n", 1, "the header names 'a' twice"),
      ("d.csv", "", nil, "the file is empty"), ("d.json", " \n", nil, "the file is empty"),
      ("d.jsonl", "{\"a\": 1}\n[2]\n", 2, "sample 1 must be an object"),
      ("d.csv", "caf\u{E9},cafe\u{301}\n1,2\n", 1, "two names that look like"),
      ("d.parquet", "PAR1....", nil, "duckdb -c"),
      (
        "d.json", #"{"input": ["a", "b"], "id": [1, 2]}"#, 1,
        "one object of 2 columns with 2 values"
      ),
      ("d.json", #"{"a": {"input": "x"}, "b": {"input": "y"}}"#, 1, "one object of 2 rows by name"),
      ("d.json", "\n <!DOCTYPE html><html>", nil, "is a web page; download the data itself"),
      ("d.json", "<?xml version='1.0'?>", nil, "the file is XML"),
    ] as [(String, String, Int?, String)])
  func mistakes(name: String, text: String, line: Int?, message: String) throws {
    let error = try error(text, named: name)
    #expect(error?.line == line)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test("Of a file that is not there are an error with its path")
  func missing() throws {
    let folder = try ScratchFolder()
    for name in ["no.json", "no.csv"] {
      let error = #expect(throws: SampleError.self) {
        var rows = try SampleRows(path: folder.path(of: name), data: data)
        _ = try rows.next()
      }
      #expect(error?.description.contains(name) == true)
    }
  }

  @Test(
    "Of a table are read whatever its form",
    arguments: [
      ("d.csv", "id;input\n1;a, b\n2;c\n"), ("d.tsv", "id\tinput\n1\ta, b\n2\tc\n"),
      ("d.csv", "sep=;\nid;input\n1;a, b\n2;c\n"), ("d.csv", "id|input\n1|a, b\n2|c\n"),
      ("d.csv", "id,input\n1,\"a, b\"\n,\n2,c\n,\n,\n"),
      ("d.csv", "Our samples,,\nid,input,\n1,\"a, b\",\n2,c,\n"),
      ("d.csv", "id, input\n1, \"a, b\"\n2, c\n"),
    ])
  func tables(name: String, text: String) throws {
    let expected: [JSONObject] = [["id": "1", "input": "a, b"], ["id": "2", "input": "c"]]
    #expect(
      try rows(text, named: name).map { row in
        JSONObject(distinct: row.members.filter { !$0.key.hasPrefix("Unnamed") })
      } == expected)
  }

  @Test(
    "Of a gzip file are those of the file inside it",
    arguments: [
      ("d.json", #"[{"id": "1", "input": "a, b"}, {"id": "2", "input": "c"}]"#),
      ("d.jsonl", "{\"id\": \"1\", \"input\": \"a, b\"}\n{\"id\": \"2\", \"input\": \"c\"}\n"),
      ("D.CSV", "id,input\n1,\"a, b\"\n2,c\n"), ("d.tsv", "\u{FEFF}id\tinput\n1\ta, b\n2\tc\n"),
    ])
  func compressed(name: String, text: String) async throws {
    let folder = try ScratchFolder()
    for name in [name + ".gz", name] {
      let path = try folder.write(try await Self.gzip(Array(text.utf8)), to: name)
      var rows = try SampleRows(path: path, data: data, digests: true)
      var read: [JSONObject] = []
      while let (row, _, _) = try rows.next() { read.append(row) }
      #expect(read == [["id": "1", "input": "a, b"], ["id": "2", "input": "c"]])
      #expect(try rows.digest() == SHA256(ofFile: path))
    }
  }

  @Test(
    "Of a damaged gzip file are refused with the line that was reached",
    arguments: ["jsonl", "csv"])
  func damaged(ending: String) async throws {
    let folder = try ScratchFolder()
    let lines = (0..<40_000).map {
      ending == "csv" ? "\($0),row" : "{\"n\": \($0), \"input\": \"row\"}"
    }
    let text = (ending == "csv" ? "n,input\n" : "") + lines.joined(separator: "\n")
    let bytes = try await Self.gzip(Array(text.utf8))
    var changed = bytes
    changed[bytes.count - 6] ^= 1
    for (bytes, flaw, least) in [
      (
        Array(bytes[..<(bytes.count * 9 / 10)]), "ends in the middle of its compressed data", 30_000
      ),
      (changed, "is damaged: its checksum is wrong", 39_000),
    ] {
      let path = try folder.write(bytes, to: "d.\(ending).gz")
      let error = #expect(throws: SampleError.self) {
        var rows = try SampleRows(path: path, data: data, dialect: CSVDialect())
        while try rows.next() != nil {}
      }
      #expect(error?.message.contains(flaw) == true, "\(String(describing: error))")
      #expect((least...40_001).contains(error?.line ?? 0), "\(String(describing: error))")
    }
  }

  @Test("Of an archive or another compression are refused with what unpacks it")
  func archives() async throws {
    let folder = try ScratchFolder()
    let made = try await ProgramResult(
      of: .init(
        [
          "/bin/sh", "-c", "cd \"$1\" && echo '{}' > a.jsonl && tar -czf a.tgz a.jsonl", "sh",
          folder.path,
        ], environment: ["PATH=/usr/bin:/bin"]))
    #expect(made.status.isSuccess)
    let error = #expect(throws: SampleError.self) {
      try SampleRows(path: folder.path(of: "a.tgz"), data: data)
    }
    #expect(error?.message.contains("is a tar archive; unpack it with 'tar -xf") == true)
  }

  private static func gzip(_ bytes: [UInt8]) async throws -> [UInt8] {
    try await ProgramResult(
      of: .init(["/bin/sh", "-c", "gzip"], environment: ["PATH=/usr/bin:/bin"]), input: bytes
    ).output
  }

  @Test("Of a single column keep the characters that delimit fields elsewhere")
  func singleColumn() throws {
    #expect(
      try rows("input\na; b\nc; d\ne; f\n", named: "d.csv").map { $0["input"] }
        == ["a; b", "c; d", "e; f"])
    let error = try error("input\nHello, you\nGood, day\n", named: "d.csv")
    #expect(error?.message.contains("the row has 2 fields but the header has 1") == true)
  }

  @Test("Are decoded as the encoding that explains most of the file")
  func encoding() throws {
    let folder = try ScratchFolder()
    let path = try folder.write(Array("a\nx\n".utf8) + [0x80, 0x35, 0x0A], to: "d.csv")
    var rows = try SampleRows(path: path, data: data)
    #expect(try rows.next()?.row == ["a": "x"])
    #expect(try rows.next()?.row == ["a": "€5"])
    #expect(rows.omissions.alerts.contains { $0.contains("Windows-1252") })
  }

  @Test(
    "Inside an object are those of its array",
    arguments: [
      #"{"data": [{"input": "x"}, {"input": "y"}]}"#,
      "{\n  \"version\": {\"a\": [1, \"]}\"]},\n  \"rows\": [\n {\"input\": \"x\"},\n {\"input\": \"y\"}\n ],\n  \"n\": 2\n}\n",
      #"{"input": "x", "data": [{"a": 1}]}"# + "\n" + #"{"input": "y", "data": []}"#,
    ])
  func wrapped(text: String) throws {
    #expect(try rows(text, named: "d.json").map { $0["input"] } == ["x", "y"])
  }

  @Test(
    "Of one split are told to be all that is read",
    arguments: [
      #"{"train": [{"input": "x"}], "test": [{"input": "y"}]}"#,
      #"{"test": [{"input": "y"}], "train": [{"input": "x"}]}"#,
    ])
  func split(text: String) throws {
    let folder = try ScratchFolder()
    var rows = try SampleRows(path: try folder.write(text, to: "d.json"), data: data)
    #expect(try rows.next()?.row == ["input": "x"])
    #expect(try rows.next() == nil)
    #expect(rows.omissions.alerts == ["only the rows under 'train' are read, and no other split"])
  }

  @Test("Of a dataset are its samples, with the fields under their names")
  func dataset() throws {
    let document = """
      {"schema_version": "1.0", "agent_perspectives": [{"condition": "A"}], "tasks": [
        {"id": "s1", "index": 0, "context": "x", "reference": "r", "fields": {"topic": "t"},
         "responses": ["y"]},
        {"id": "s2", "index": 1, "context": "z", "reference": null, "fields": {}, "responses": [null]}
      ], "metadata": {}}
      """
    let expected: [JSONObject] = [
      ["id": "s1", "input": "x", "reference": "r", "topic": "t"], ["id": "s2", "input": "z"],
    ]
    #expect(try rows(document, named: "d.json") == expected)
    func cell(_ id: String, _ index: Int, _ condition: String, _ rest: String) -> String {
      "{\"sample_id\": \"\(id)\", \"sample_index\": \(index), \"condition\": "
        + "\"\(condition)\", \"perspective_index\": 0, \"response\": \"y\", \(rest)}\n"
    }
    let first = #""context": "x", "reference": "r", "fields": {"topic": "t"}"#
    let lines =
      cell("s1", 4, "A", first) + cell("s1", 4, "B", first)
      + cell("s2", 7, "A", #""context": "z", "reference": null, "fields": {}"#)
    #expect(try rows(lines, named: "d.jsonl") == expected)
  }

  @Test(
    "That cannot be read are skipped if the configuration says so",
    arguments: [
      ("d.json", #"[{"input": "x"}, {"input": NaN, "s": "],\\\""}, {"input": "y"}]"#),
      ("d.json", #"[{"input": "x"}, {"input": "\ud800"}, {"input": "y"}]"#),
      (
        "d.json",
        "[{\"input\": \"x\"},\n{\"n\": 170141183460469231731687303715884105727},\n{\"input\": \"y\"}]"
      ),
      ("d.json", #"[{"input": "x"}, 7, {"input": "y"}]"#),
      ("d.jsonl", "{\"input\": \"x\"}\n{\"input\": NaN}\n{\"input\": \"y\"}\n"),
      ("d.jsonl", "{\"input\": \"x\"}\n{\"input\": \"z\"} {}\n{\"input\": \"y\"}\n"),
      ("d.csv", "input,n\nx,1\nz\ny,2\n"),
    ])
  func badRows(name: String, text: String) throws {
    let strict = try error(text, named: name)
    #expect(strict?.line != nil, "\(strict?.message ?? "")")
    let folder = try ScratchFolder()
    var tolerant = data
    tolerant.skipsBadRows = true
    var rows = try SampleRows(path: try folder.write(text, to: name), data: tolerant)
    var read: [String] = []
    var places: [Int] = []
    while let (row, index, _) = try rows.next() {
      read.append(row["input"]?.string ?? "")
      places.append(index)
    }
    #expect(read == ["x", "y"])
    #expect(places == [0, 2])
    #expect(rows.omissions.badRows == 1)
    #expect(rows.omissions.examples.first?.line == strict?.line)
    let sentences = rows.omissions.sentences(path: name)
    #expect(sentences.contains { $0.contains("1 row cannot be read and is skipped") })
  }
}

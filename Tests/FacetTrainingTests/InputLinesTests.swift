import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@testable import FacetTraining

@Suite("Input data as JSON Lines")
struct InputLinesTests {
  private static let posts = """
    \u{FEFF}<?xml version="1.0" encoding="utf-8"?>
    <posts>
      <row Id="7" PostTypeId="1" Score="3" Title="How to count &lt;tags&gt;?" Body="&lt;p&gt;I have&lt;/p&gt;&#xA;&lt;pre&gt;&lt;code&gt;a &amp;amp;&amp;amp; b&lt;/code&gt;&lt;/pre&gt;" />
      <row Id='8' PostTypeId='2' Body='&lt;p&gt;An answer&lt;/p&gt;'/>
      <row Id="9" PostTypeId="1" Title="&#x1F600; &apos;x&apos;" Body="1 &lt; 2
    second"/>
    </posts>

    """

  private func rows(_ text: String, named name: String = "Posts.xml") throws -> [JSONValue] {
    let folder = try ScratchFolder()
    let path = try folder.write(text, to: name)
    let lines = try InputLines.path(of: path, in: folder.path + "/lines")
    return try FileSystem.contents(of: lines).split(separator: 0x0A).map {
      try ResponseJSON.value(of: Array($0))
    }
  }

  @Test("Questions of a dump become rows, with their text without markup")
  func questions() throws {
    let rows = try rows(Self.posts)
    #expect(rows.map { $0["id"]?.string } == ["7", "9"])
    #expect(rows[0]["Score"] == "3" && rows[0]["Title"] == "How to count <tags>?")
    #expect(rows[0]["input"] == "How to count <tags>?\n\nI have\na && b")
    #expect(rows[1]["Title"] == "😀 'x'" && rows[1]["Body"] == "1 < 2 second")
    #expect(try self.rows(Self.posts, named: "Posts.xml.gz") == rows)
  }

  @Test(
    "Whatever is more than a table is refused with its line",
    arguments: [
      ("<!DOCTYPE p [<!ENTITY a 'x'>]>\n<posts/>", "1: document types"),
      ("<posts>\n<row A=\"&lol;\"/></posts>", "2: '&lol;' is no character"),
      ("<posts><row A=\"&#0;\"/></posts>", "'&#0;' is no character"),
      ("<posts><row A=\"&#xD800;\"/></posts>", "'&#xD800;' is no character"),
      ("<posts><row A=\"&#99999999999;\"/></posts>", "begins no entity"),
      ("<posts>\n\n<row><b/></row></posts>", "3: an element of the table holds"),
      ("<posts><row A='1' A='2'/></posts>", "'A' stands twice"),
      ("<posts><row A='<'/></posts>", "'<' stands in a value"),
      ("<posts><row A='1", "a value has no end"),
      ("<posts><row A='1'/>", "the file ends before '</posts>'"),
      ("<posts><row A='1'/></posts><x/>", "something after the last element"),
      ("<posts>text</posts>", "text between the elements"),
      ("<posts><!-- x --></posts>", "comments and CDATA"),
      ("<posts><?php x ?></posts>", "processing instructions"),
      ("<?xml version='1.0' encoding='utf-16'?><posts/>", "encoding is not UTF-8"),
      ("<posts><row A='\u{1}'/></posts>", "a control character"),
      ("<posts><row A=x/></posts>", "needs quotes"), ("", "'<' is missing"),
      ("<posts></rows>", "'</rows>' closes nothing"), ("<posts/>", "holds no questions"),
      ("<posts><row A='1'B='2'/></posts>", "a space is missing"),
    ])
  func refused(text: String, message: String) throws {
    let error = #expect(throws: TrainingError.self) { try rows(text) }
    #expect(error?.message.contains(message) == true, "\(String(describing: error))")
  }

  @Test("What would fill the memory is refused as it grows")
  func bounds() throws {
    let attributes = (0..<100).map { " a\($0)='x'" }.joined()
    let long = String(repeating: "x", count: 1 << 20)
    let wide = (0..<9).map { " a\($0)='\(long)'" }.joined()
    for (text, message) in [
      ("<p><row\(attributes)/></p>", "more than 64 attributes"),
      ("<p><row\(wide)/></p>", "longer than 8 MiB"),
      ("<p><\(long)/></p>", "a name is too long"), ("<?xml \(long)?><p/>", "has no end"),
    ] {
      let error = #expect(throws: TrainingError.self) { try rows(text) }
      #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }
    var pieces = 0
    // A million rows are read piece by piece.
    var scanner = XMLRows { () throws(SystemError) in
      pieces += 1
      switch pieces {
      case 1: return Array("<posts>".utf8)
      case 2...1000: return Array(String(repeating: "<row A=\"1\"/>\n", count: 20).utf8)
      case 1001: return Array("</posts>".utf8)
      default: return []
      }
    }
    var count = 0
    while try scanner.next() != nil { count += 1 }
    #expect(count == 999 * 20)
  }

  @Test("The text files of a folder become rows, in the order of their paths")
  func folder() throws {
    let folder = try ScratchFolder()
    for (name, text) in [("b/two.md", "2"), ("a.txt", "1"), (".hidden", "h"), ("b/.git/x", "h")] {
      try folder.write(text, to: "texts/" + name)
    }
    let path = folder.path + "/texts"
    let lines = try InputLines.path(of: path, in: folder.path + "/lines")
    #expect(
      String(decoding: try FileSystem.contents(of: lines), as: UTF8.self) == """
        {"id":"a.txt","name":"a","input":"1"}
        {"id":"b/two.md","name":"two","input":"2"}

        """)
    #expect(try InputLines.path(of: path, in: folder.path + "/lines") == lines)
    try folder.write("3", to: "texts/c")
    #expect(try InputLines.path(of: path, in: folder.path + "/lines") != lines)
    try folder.write([0xFF, 0xFE], to: "texts/d")
    #expect(throws: TrainingError.self) {
      try InputLines.path(of: path, in: folder.path + "/lines")
    }
  }

  @Test(
    "Values of Parquet become those of JSON, wherever the machine is",
    .enabled(if: ProgramPath.path(of: "duckdb") != nil, "needs the program 'duckdb'"),
    arguments: [
      ("12.25::DECIMAL(10,3)", "12.25"),
      ("12345678901234567890.123456789::DECIMAL(38,9)", "12345678901234567890.123456789"),
      ("DATE '2024-02-03'", #""2024-02-03""#), ("TIME '04:05:06'", #""04:05:06""#),
      ("TIMESTAMP '2024-02-03 04:05:06.789'", #""2024-02-03 04:05:06.789""#),
      ("TIMESTAMPTZ '2024-02-03 04:05:06+02'", #""2024-02-03 02:05:06+00""#),
      ("INTERVAL '1 month 2 days'", #""1 month 2 days""#),
      ("'ok'::ENUM('sad', 'ok')", #""ok""#),
      ("18446744073709551615::UBIGINT", "18446744073709551615"),
      ("'7e66acb7-cfbe-4589-bdd4-094f3c64dccb'::UUID", #""7e66acb7-cfbe-4589-bdd4-094f3c64dccb""#),
      ("[1, 2, NULL]", "[1,2,null]"), ("MAP{1: 'x'}", #"{"1":"x"}"#),
      ("{'a': NULL::INT, 'b': {'c': [NULL::INT]}}", #"{"a":null,"b":{"c":[null]}}"#),
      ("'nan'::DOUBLE", "null"), ("'nan'::FLOAT", "null"),
      ("[[1.5, 'nan'::DOUBLE], NULL]", "[[1.5,null],null]"),
    ])
  func readsTypes(value: String, text: String) throws {
    try withParquet(of: value) { path, folder in
      let lines = try InputLines.path(of: path, in: folder + "/kept")
      #expect(try FileSystem.contents(of: lines) == Array("{\"v\":\(text)}\n".utf8))
    }
  }

  @Test(
    "A column that JSON has no values for is named with its type",
    .enabled(if: ProgramPath.path(of: "duckdb") != nil, "needs the program 'duckdb'"),
    arguments: [
      (#"'\xAA'::BLOB"#, "the column 'v' holds bytes (BLOB), which"),
      (#"{'a': ['\xAA'::BLOB]}"#, "the column 'v' holds bytes (STRUCT(a BLOB[])), which"),
      ("'inf'::DOUBLE", "the column 'v' holds an infinite number, which"),
      ("['-inf'::FLOAT]", "the column 'v' holds an infinite number, which"),
    ])
  func refusesTypes(value: String, words: String) throws {
    try withParquet(of: value) { path, folder in
      let error = #expect(throws: TrainingError.self) {
        try InputLines.path(of: path, in: folder + "/kept")
      }
      #expect(error.map { "\($0)" }?.contains(words) == true)
      #expect(!FileSystem.exists(folder + "/kept"))
    }
  }

  private func withParquet(of value: String, _ body: (String, String) throws -> Void) throws {
    let folder = "/tmp/facet-parquet-\(UInt64.random(in: 0 ... .max))"
    try FileSystem.makeDirectories(folder)
    defer { FileSystem.removeFolder(folder) }
    try DuckDB().run("COPY (SELECT \(value) AS v) TO '\(folder)/in.parquet'")
    try body(folder + "/in.parquet", folder)
  }

  @Test("Markup becomes text")
  func markup() {
    // Searched to its end at each of its tags, it would take hours.
    let open = String(repeating: "<a", count: 200_000)
    for (html, text) in [
      ("<p>One</p>\n\n<p>Two &amp; <b>three</b></p>", "One\n\nTwo & three"),
      ("<pre><code>a\n  b</code></pre>", "a\n  b"), ("1 < 2 &lt;&nbsp;3", "1 < 2 < 3"),
      ("<ul>\n<li>x</li>\n<li>y</li>\n</ul>", "x\ny"), ("a<br>b<br/>c", "a\nb\nc"),
      ("&amp;lt;", "&lt;"), ("<", "<"), ("<a href=\"x\">link</a>", "link"),
      ("<b>x</b> <a &amp; <b", "x <a & <b"), (open, open),
    ] {
      #expect(HTMLText.text(of: html) == text, "\(html.prefix(100))")
    }
  }
}

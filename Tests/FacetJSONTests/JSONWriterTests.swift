import FacetJSON
import Testing

@Suite("Writing")
struct JSONWriterTests {
  @Test("Only quotes, backslashes and control characters are escaped")
  func escapes() {
    let text = "\"\\/\u{8}\t\n\u{C}\r\u{0}\u{1F}\u{7F}ä€😀\u{2028}\u{2029}"
    #expect(
      JSONValue.string(text).text
        == #""\"\\/\b\t\n\f\r\u0000\u001f"# + "\u{7F}ä€😀\u{2028}\u{2029}\"")
  }

  @Test("Runs before, between and after escapes are kept whole")
  func runs() {
    #expect(JSONValue.string("ab\ncd\n\nef").text == #""ab\ncd\n\nef""#)
    #expect(JSONValue.string("\n").text == #""\n""#)
    #expect(JSONValue.string("").text == #""""#)
  }

  @Test("Indented values use two spaces, and empty containers none")
  func indents() {
    let value: JSONValue = ["a": [1, [], [:]], "b": ["c": nil], "d": [:]]
    let expected = """
      {
        "a": [
          1,
          [],
          {}
        ],
        "b": {
          "c": null
        },
        "d": {}
      }
      """
    #expect(String(decoding: value.bytes(style: .indented), as: UTF8.self) == expected)
    #expect(value.text == #"{"a":[1,[],{}],"b":{"c":null},"d":{}}"#)
  }

  @Test("A document written part by part is the one written whole")
  func streams() {
    var writer = JSONWriter(style: .indented)
    writer.beginObject()
    writer.key("n")
    writer.number(1)
    writer.key("rows")
    writer.beginArray()
    writer.string("a" as Substring)
    writer.string(utf8: Array("b".utf8))
    writer.bool(true)
    writer.null()
    writer.number(JSONNumber(validated: "0.70"))
    writer.raw(Array("[0]".utf8))
    writer.beginObject()
    writer.endObject()
    writer.endArray()
    writer.endObject()
    let expected = """
      {
        "n": 1,
        "rows": [
          "a",
          "b",
          true,
          null,
          0.70,
          [0],
          {}
        ]
      }
      """
    #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
    writer.removeAll(keepingCapacity: true)
    writer.value(["x"])
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "[\n  \"x\"\n]")
  }

  @Test("A part that starts at a depth fits into its document")
  func startsDeeper() {
    var writer = JSONWriter(style: .indented, startingDepth: 2)
    writer.value(["a": 1])
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "{\n      \"a\": 1\n    }")
  }

  @Test("Canonical bytes do not depend on the order of keys, at any depth")
  func canonical() {
    let one: JSONValue = ["b": [["z": 1, "y": "\u{E9}"]], "a": 1, "é": 0, "": nil]
    let other: JSONValue = ["": nil, "a": 1, "é": 0, "b": [["y": "\u{E9}", "z": 1]]]
    #expect(one.canonicalBytes == other.canonicalBytes)
    #expect(
      String(decoding: one.canonicalBytes, as: UTF8.self)
        == #"{"":null,"a":1,"b":[{"y":"é","z":1}],"é":0}"#)
  }
}

@Suite("Lines of JSON Lines")
struct JSONLinesTests {
  @Test("Characters that readers treat as line ends are escaped in keys and values")
  func separators() throws {
    let value: JSONValue = ["k\u{2028}": "a\u{2029}b\u{85}c\u{E2}\u{C2}\u{2027}\n"]
    let line = String(decoding: value.line, as: UTF8.self)
    #expect(line == "{\"k\\u2028\":\"a\\u2029b\\u0085c\u{E2}\u{C2}\u{2027}\\n\"}\n")
    #expect(try ResponseJSON.value(of: Array(line.utf8)) == value)
    #expect(value.text.contains("\u{2028}"))
  }
}

import FacetJSON
import TestSupport
import Testing

@Suite("Reading JSON that people write")
struct ConfigurationJSONTests {
  @Test("Comments, trailing commas and a byte order mark are accepted")
  func accepts() throws {
    let text = """
      \u{FEFF}// before
      { /* a */ "a" /**/ : [1, 2.50, /* , */ ], // 'b'
        "b": {"c": null, "d": [true, false,],},
      } // at the end
      """
    let expected: JSONValue = [
      "a": [1, .number(JSONNumber(validated: "2.50"))],
      "b": ["c": nil, "d": [true, false]],
    ]
    #expect(try ConfigurationJSON.value(of: text).plain == expected)
  }

  @Test("Every value and every key has its location")
  func locates() throws {
    let value = try ConfigurationJSON.value(of: "\u{FEFF}{\n  \"ä€😀\": [1,\r\n\t\"x\"]}")
    guard case .object(let members) = value.content, let member = members.first,
      case .array(let elements) = member.value.content
    else {
      Issue.record("expected an object of an array")
      return
    }
    #expect(value.location == SourceLocation(line: 1, column: 1))
    #expect(member.keyLocation == SourceLocation(line: 2, column: 3))
    #expect(member.value.location == SourceLocation(line: 2, column: 10))
    #expect(elements.map(\.location.description) == ["2:11", "3:2"])
  }

  @Test(
    "Each mistake is reported at its location",
    arguments: [
      ("▲", "unexpected end of data"),
      ("  // only a comment▲", "unexpected end of data"),
      (#"{"model": "m", "}▲"#, "unexpected end of data"),
      (#"{"a": [1, 2▲"#, "unexpected end of data"),
      (#"{"a": tru▲"#, "unexpected end of data"),
      (#"{"a": "\▲"#, "unexpected end of data"),
      (#"{"a": "\u00▲"#, "unexpected end of data"),
      (#"{"a": -▲"#, "unexpected end of data"),
      ("{\"a\": 1,\n ▲\"a\": 2}", "duplicate key 'a', each key may occur only once in an object"),
      (#"{"a": 1, ▲"\u0061": 2}"#, "duplicate key 'a', each key may occur only once in an object"),
      (#"{"a": 1 ▲"b": 2}"#, #"expected ',' or '}', not '"'"#),
      ("{\"ä\": [1\n▲2]}", "expected ',' or ']', not '2'"),
      (#"{"a" ▲1}"#, "expected ':' after the key, not '1'"),
      (#"{▲a: 1}"#, "expected a key in double quotes, not 'a'"),
      ("[▲'a']", "expected a value; strings need double quotes"),
      ("[1,▲,]", "expected a value, not ','"),
      ("[1▲}", "expected ',' or ']', not '}'"),
      ("[▲007]", "a number must not have leading zeros"),
      ("[-▲x]", "expected a digit, not 'x'"),
      ("[1.▲]", "expected a digit, not ']'"),
      ("[▲.5]", "expected a value, not '.'"),
      ("[▲+1]", "expected a value, not '+'"),
      ("[1e5▲x]", "unexpected 'x' in a number"),
      ("[▲NaN]", "JSON has no NaN and no infinity, expected a number or 'null'"),
      ("[-▲Infinity]", "expected a digit, not 'I'"),
      ("[▲1e400]", "the number is out of range, a double's limit is about 1.8e308"),
      ("[▲True]", "unknown word 'True', did you mean 'true'"),
      ("[▲None]", "unknown word 'None', did you mean 'null'"),
      ("[▲high]", "unknown word 'high'; strings need double quotes"),
      ("[\"a▲\tb\"]", #"control character U+0009 in a string must be written '\t'"#),
      ("[\"a▲\u{1}b\"]", #"control character U+0001 in a string must be written '\u0001'"#),
      ("[\"a▲\0b\"]", "NUL characters are not allowed"),
      (#"["a▲\u0000b"]"#, #"'\u0000' is not allowed"#),
      (#"{"▲\u0000": 1}"#, #"'\u0000' is not allowed in a key"#),
      (
        #"["▲\ud800x"]"#,
        #"unpaired surrogate escape, a character beyond U+FFFF needs two '\u' escapes"#
      ),
      (
        #"["▲\udc00\ud800"]"#,
        #"unpaired surrogate escape, a character beyond U+FFFF needs two '\u' escapes"#
      ),
      (
        #"["▲\x"]"#,
        #"unknown escape, expected one of '\"', '\\', '\/', '\b', '\f', '\n', '\r', '\t', '\u'"#
      ),
      (#"["\u12▲g4"]"#, #"expected four hexadecimal digits after '\u'"#),
      ("[1] ▲/* 2", "unterminated comment, expected '*/' before the end of data"),
      ("[1] ▲/ 2", "unexpected '/', a comment begins with '//' or '/*'"),
      ("[1] ▲# 2", "unexpected '#' after the end of the value"),
      ("{}\n▲{}", "unexpected '{' after the end of the value"),
      ("[▲\u{A0}1]", "expected a value, not U+00A0"),
    ] as [(MarkedText, String)])
  func reports(text: MarkedText, message: String) {
    let error = #expect(throws: JSONSyntaxError.self) {
      try ConfigurationJSON.value(of: text.text)
    }
    #expect(error?.description == "\(text.mark): \(message)")
  }

  @Test(
    "Invalid UTF-8 is reported at its first byte",
    arguments: [
      [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
      [0xF8, 0x88, 0x80, 0x80, 0x80], [0xE0, 0x80, 0x80],
    ] as [[UInt8]])
  func refusesInvalidUTF8(sequence: [UInt8]) {
    let bytes = Array("[\"é\",\n \"ü".utf8) + sequence + Array("\"]".utf8)
    let error = #expect(throws: JSONSyntaxError.self) { try ConfigurationJSON.value(of: bytes) }
    #expect(error?.description == "2:4: invalid UTF-8; save the file as UTF-8")
  }

  @Test("512 levels are read and the 513th is refused where it opens")
  func limitsDepth() throws {
    func nested(_ count: Int) -> String {
      String(repeating: "[", count: count) + String(repeating: "]", count: count)
    }
    _ = try ConfigurationJSON.value(of: nested(512))
    let error = #expect(throws: JSONSyntaxError.self) {
      try ConfigurationJSON.value(of: nested(513))
    }
    #expect(error?.description == "1:513: nested too deeply, at most 512 levels are allowed")
    _ = try ConfigurationJSON.value(
      of: "[" + Array(repeating: "[]", count: 600).joined(separator: ",") + "]")
  }
}

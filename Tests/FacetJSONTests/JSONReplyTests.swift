import FacetJSON
import Testing

@Suite("JSON in a model's text")
struct JSONReplyTests {
  @Test(
    "Fences and words around one value are passed over and named",
    arguments: [
      (#"{"a":1}"#, #"{"a":1}"#, nil), (" [1, 2]\n", "[1,2]", nil), ("\u{FEFF}3", "3", nil),
      ("```json\n{\"a\": 1}\n```", #"{"a":1}"#, .fence),
      ("Sure:\n```\n[1]\n```\nDone {really}.", "[1]", .fence),
      ("~~~JSON\n\"x\"\n~~~", "\"x\"", .fence), ("```json\n{\"a\":1}", #"{"a":1}"#, .fence),
      ("````\n{\"a\":\"```\"}\n````", "{\"a\":\"```\"}", .fence),
      ("```swift\nlet a = 1\n```\n```json\n{}\n```", "{}", .fence),
      ("```json\n{}\n```\nagain\n```json\n{}\n```", "{}", .fence),
      (#"Here it is: {"a": {"b": []}} as asked."#, #"{"a":{"b":[]}}"#, .prose),
      (#"With {name} in it: {"a": "}"}"#, #"{"a":"}"}"#, .prose),
      ("The list is [1, 2].", "[1,2]", .prose),
    ] as [(String, String, JSONReply.Wrapping?)])
  func reads(text: String, value: String, wrapping: JSONReply.Wrapping?) throws {
    let reply = try JSONReply.read(text)
    #expect(reply.value.text == value)
    #expect(reply.wrapping == wrapping)
  }

  @Test("Brackets in prose are words where an object is expected")
  func passesOverCitations() throws {
    let reply = try JSONReply.read(#"As in [1] and [2]: {"a": 1} [3]"#, onlyObjects: true)
    #expect(reply.value == ["a": 1])
  }

  @Test(
    "A text without exactly one value says what is wrong",
    arguments: [
      ("", "is empty; JSON is expected"), ("  \n", "is empty; JSON is expected"),
      (
        "No.",
        "is not JSON at line 1, column 1: unknown word 'No'; strings need double quotes"
      ),
      (#"{"a":1}{"a":2}"#, "has more than one JSON value; exactly one is expected"),
      (#"{"a":1} or {"b":2}"#, "has more than one JSON value; exactly one is expected"),
      (
        "```json\n{}\n```\n```json\n[]\n```",
        "has more than one JSON value; exactly one is expected"
      ),
      (#"{"a":1}}"#, "has '}' after its JSON value"),
      (#"{"a":1}, "#, "has ',' after its JSON value"),
      (
        #"{"a":1,"a":2}"#,
        "is not JSON at line 1, column 8: duplicate key 'a', each key may occur only once in an object"
      ),
      (
        #"{"a": NaN, "b": {"c": 1}}"#,
        "is not JSON at line 1, column 7: JSON has no NaN and no infinity, expected a number or 'null'"
      ),
      (#"{"a": [1, 2"#, "is not JSON at line 1, column 12: unexpected end of data"),
      ("Here:\n{\"a\": 1", "is not JSON at line 2, column 8: unexpected end of data"),
      (#"{"a": 1,}"#, "is not JSON at line 1, column 8: trailing ',' after the last element"),
      ("{'a': 1}", "is not JSON at line 1, column 2: expected a key in double quotes, not '''"),
      (
        "```json\n{\"a\": 01}\n```",
        "is not JSON at line 2, column 7: a number must not have leading zeros"
      ),
      ("{\"a\": 1 // one\n}", "is not JSON at line 1, column 9: comments are not allowed here"),
    ])
  func refuses(text: String, sentence: String) {
    let mistake = #expect(throws: JSONReplyMistake.self) { try JSONReply.read(text) }
    #expect(mistake?.sentence == sentence)
  }

  @Test(
    "Hostile texts are read in time",
    arguments: [
      String(repeating: "{", count: 200_000), String(repeating: "[1,", count: 100_000),
      String(repeating: "{a ", count: 100_000), String(repeating: "```\n{\n", count: 50_000),
      String(repeating: "[x", count: 100_000),
    ])
  func isBounded(text: String) {
    #expect(throws: JSONReplyMistake.self) { try JSONReply.read(text) }
  }

  @Test("An answer has its value, what was passed over, and what does not match")
  func answers() throws {
    let schema = try JSONSchema(["type": "object", "required": ["a"]])
    let good = schema.answer(in: "```json\n{\"a\": 1}\n```")
    #expect(good.value == ["a": 1] && good.wrapping == .fence && good.mismatches.isEmpty)
    #expect(schema.answer(in: "{}").mismatches.map(\.sentence) == ["lacks the member \"a\""])
    #expect(schema.answer(in: "no").value == nil)
    let any = try JSONSchema([:])
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    #expect(any.answer(in: nested(200)).mismatches.isEmpty)
    #expect(
      any.answer(in: nested(201)).mismatches.map(\.sentence)
        == ["is nested deeper than 200 levels, the most that are kept"])
  }

  @Test(
    "A number that no reader of rows can hold is no answer",
    arguments: [
      ("18446744073709551615", true), ("18446744073709551616", false),
      ("-9223372036854775808", true), ("-9223372036854775809", false),
      ("1e30", true), ("1e-400", true), ("1e400", false), ("0.1000000000000000000001", true),
    ])
  func holdsNumber(number: String, isHeld: Bool) throws {
    let answer = try JSONSchema([:]).answer(in: #"{"a": [\#(number)]}"#)
    #expect((answer.value != nil) == isHeld)
    #expect(
      answer.mismatches.map(\.sentence)
        == (isHeld
          ? []
          : [
            "holds the number \(number), which does not fit in 64 bits; write a long integer with an exponent"
          ]))
  }
}

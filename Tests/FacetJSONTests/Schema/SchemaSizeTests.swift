import FacetJSON
import Testing

@Suite("Expected lengths by a schema")
struct SchemaSizeTests {
  @Test(
    "A schema tells how long a value's text is about",
    arguments: [
      (#"{"type": "boolean"}"#, "", 4...6), (#"{"const": "abc"}"#, "", 5...5),
      (#"{"enum": ["a", "abc"]}"#, "", 4...4), (#"{"type": ["integer", "null"]}"#, "", 4...4),
      (#"{"type": "string", "maxLength": 10}"#, "", 10...10),
      (#"{"type": "string", "minLength": 500}"#, "", 500...500), (#"{}"#, "", 100...140),
      (#"{"type": "array", "items": {"type": "integer"}, "minItems": 10}"#, "", 50...70),
      (#"{"type": "object", "properties": {"a": {"type": "integer"}}}"#, "", 10...15),
      (#"{"anyOf": [{"type": "null"}, {"const": "abcdefgh"}]}"#, "", 10...10),
      (
        #"{"type": "object", "properties": {"a": {"type": "array", "items": {"const": 12345}}}}"#,
        "a.0", 5...5
      ),
      // A schema that contains itself has an end.
      (
        ##"{"type": "object", "properties": {"next": {"$ref": "#"}, "a": {"$ref": "#"}}}"##, "",
        100...20_000
      ),
      (
        #"{"type": "array", "minItems": 1000000000, "items": {"type": "string", "minLength": 1000000000}}"#,
        "", 1_000_000...1_000_000
      ),
    ] as [(String, String, ClosedRange<Int>)])
  func lengths(schema: String, path: String, expected: ClosedRange<Int>) throws {
    let schema = try JSONSchema(ConfigurationJSON.value(of: schema).plain)
    let parts = path.split(separator: ".").map(String.init)
    let length = try #require(schema.expectedLength(at: parts))
    #expect(expected ~= length, "\(length)")
  }

  @Test("A part that the schema does not know has no length")
  func unknown() throws {
    let schema = try JSONSchema(["type": "object", "properties": ["a": ["type": "string"]]])
    #expect(schema.expectedLength(at: ["b"]) == nil)
    #expect(schema.expectedLength(at: ["a", "0"]) == nil)
  }
}

import FacetJSON
import TestSupport
import Testing

@Suite("JSON Schema")
struct JSONSchemaTests {
  static func value(_ text: String) throws -> JSONValue {
    try ConfigurationJSON.value(of: text).plain
  }

  static func schema(_ text: String) throws -> JSONSchema {
    try JSONSchema(ConfigurationJSON.value(of: text))
  }

  @Test(
    "Each condition is reported where it is not met",
    arguments: [
      (#"{"type":"string"}"#, "3", ["the value must be a string, not a number"]),
      (#"{"type":["integer","null"]}"#, "1.5", ["the value must be an integer or null, not 1.5"]),
      (#"{"type":"integer"}"#, "1.0", []), (#"{"type":"integer"}"#, "1e2", []),
      (#"{"type":"integer"}"#, "1e-400", ["the value must be an integer, not 1e-400"]),
      (#"{"type":"number"}"#, "true", ["the value must be a number, not a boolean"]),
      (#"{"enum":["a","b"]}"#, #""c""#, [#"the value must be one of "a" or "b", not "c""#]),
      (#"{"enum":[1,{"a":[2]}]}"#, #"{"a":[2.0]}"#, []),
      (#"{"const":1}"#, "1.00", []),
      (#"{"const":"\u00e9"}"#, #""e\u0301""#, ["the value must be \"\u{e9}\", not \"e\u{301}\""]),
      (#"{"const":null}"#, "0", ["the value must be null, not 0"]),
      (
        #"{"type":"object","properties":{"a":{"type":"string"}},"required":["a","b"]}"#,
        #"{"a":1}"#, [#"the value lacks the member "b""#, "'/a' must be a string, not a number"]
      ),
      (
        #"{"properties":{"name":{}},"additionalProperties":false}"#, #"{"nam":1}"#,
        [#"the value has the member "nam", which the schema does not have; did you mean "name"?"#]
      ),
      (
        #"{"additionalProperties":{"type":"integer"}}"#, #"{"a/b~c":"x"}"#,
        ["'/a~1b~0c' must be an integer, not a string"]
      ),
      (
        #"{"items":{"type":"null"},"minItems":2}"#, "[1]",
        ["the value must have at least 2 elements, not 1", "'/0' must be null, not a number"]
      ),
      (#"{"maxItems":1}"#, "[1,2]", ["the value must have at most 1 element, not 2"]),
      (#"{"minLength":2}"#, #""😀""#, ["the value must have at least 2 characters, not 1"]),
      (#"{"maxLength":2}"#, #""abc""#, ["the value must have at most 2 characters, not 3"]),
      (
        #"{"minimum":0.1}"#, "0.09999999999999999999",
        [
          "the value must be at least 0.1, not 0.09999999999999999999"
        ]
      ),
      (
        #"{"maximum":9007199254740993}"#, "9007199254740994",
        [
          "the value must be at most 9007199254740993, not 9007199254740994"
        ]
      ),
      (#"{"maximum":9007199254740993}"#, "9007199254740993", []),
      (#"{"exclusiveMinimum":0}"#, "-0.0", ["the value must be more than 0, not -0.0"]),
      (#"{"exclusiveMaximum":1}"#, "1.0", ["the value must be less than 1, not 1.0"]),
      (#"{"minimum":-5}"#, "-6", ["the value must be at least -5, not -6"]),
      (#"{"multipleOf":0.01}"#, "19.99", []), (#"{"multipleOf":0.1}"#, "0.3", []),
      (#"{"multipleOf":0.1}"#, "0.35", ["the value must be a multiple of 0.1, not 0.35"]),
      (#"{"multipleOf":7}"#, "7e300", []),
      (#"{"multipleOf":7}"#, "1e300", ["the value must be a multiple of 7, not 1e300"]),
      (#"{"multipleOf":3}"#, "0", []),
      (
        #"{"pattern":"^\\d+$"}"#, #""1a""#,
        [#"the value must match the pattern '^\d+$', unlike "1a""#]
      ),
      (#"{"minimum":3,"minLength":3}"#, "[]", []),
      (
        #"{"anyOf":[{"type":"string"},{"type":"null"}]}"#, "4",
        [
          "the value must be a string or null, not a number"
        ]
      ),
      (
        #"{"anyOf":[{"properties":{"k":{"const":"a"},"v":{"type":"string"}},"type":"object"},{"properties":{"k":{"const":"b"},"v":{"type":"integer"}},"type":"object"}]}"#,
        #"{"k":"b","v":"x"}"#, ["'/v' must be an integer, not a string"]
      ),
      (
        #"{"anyOf":[{"type":"object","required":["a"]},{"enum":["free","unknown"]}]}"#, "{}",
        [#"the value lacks the member "a""#]
      ),
      (
        #"{"anyOf":[{"minimum":5},{"maximum":1}]}"#, "3",
        ["the value matches none of the 2 alternatives of 'anyOf'"]
      ),
      (
        ##"{"$defs":{"n":{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#/$defs/n"},{"type":"null"}]}},"required":["next"]}},"$ref":"#/$defs/n"}"##,
        #"{"next":{"next":{"nxt":null}}}"#, [#"'/next/next' lacks the member "next""#]
      ),
      (
        ##"{"items":{"$ref":"#"},"type":["array","string"]}"##, #"[["a",[1]]]"#,
        [
          "'/0/1/0' must be an array or a string, not a number"
        ]
      ),
      (
        ##"{"$defs":{"a b/c":{"type":"null"}},"$ref":"#/$defs/a b~1c"}"##, "1",
        [
          "the value must be null, not a number"
        ]
      ),
      (#"{}"#, #"{"any":["thing"]}"#, []),
    ] as [(String, String, [String])])
  func reports(schema: String, value: String, expected: [String]) throws {
    let mismatches = try Self.schema(schema).mismatches(of: Self.value(value))
    #expect(mismatches.map(\.description) == expected)
    #expect(try Self.schema(schema).matches(Self.value(value)) == expected.isEmpty)
  }

  @Test(
    "Each mistake of a schema is reported where it stands",
    arguments: [
      (#"▲[]"#, "", "a schema must be an object, not an array"),
      (#"{"type": ▲"strin"}"#, "/type", "unknown type 'strin'; did you mean 'string'?"),
      (#"{"type": ["string", ▲"string"]}"#, "/type/1", "'type' names 'string' twice"),
      (#"{▲"oneOf": []}"#, "/oneOf", "'oneOf' is not supported; use 'anyOf'"),
      (
        #"{▲"allOf": [{}]}"#, "/allOf",
        "'allOf' is not supported; write the keywords of its schemas side by side"
      ),
      (
        #"{▲"propertes": {}}"#, "/propertes",
        "unknown keyword 'propertes'; did you mean 'properties'?"
      ),
      (
        #"{"properties": {"a": {▲"colour": 1}}}"#, "/properties/a/colour",
        "unknown keyword 'colour'; the names of members go into 'properties'"
      ),
      (
        #"{"properties": {"a": ▲true}}"#, "/properties/a",
        "a schema must be an object, not a boolean"
      ),
      (
        #"{"required": ▲true}"#, "/required",
        "'required' must be an array of names, beside 'properties', not a boolean"
      ),
      (#"{"required": ["a", ▲"a"]}"#, "/required/1", "'required' names 'a' twice"),
      (
        #"{"required": ▲["b"], "properties": {"a": {}}, "additionalProperties": false}"#,
        "/required",
        "'required' names 'b', which 'properties' lacks and 'additionalProperties' refuses"
      ),
      (#"{"enum": ▲[]}"#, "/enum", "'enum' must be an array with at least one value"),
      (#"{"type": "string", "enum": ▲["a", 1]}"#, "/enum", "'enum' has 1, which 'type' refuses"),
      (#"{"minItems": ▲-1}"#, "/minItems", "'minItems' must be a whole number from 0"),
      (#"{"minItems": ▲3, "maxItems": 2}"#, "/minItems", "'minItems' 3 is more than 'maxItems' 2"),
      (#"{"minimum": ▲2, "maximum": 1.5}"#, "/minimum", "'minimum' 2 is more than 'maximum' 1.5"),
      (
        #"{"exclusiveMinimum": ▲true}"#, "/exclusiveMinimum",
        "'exclusiveMinimum' must be a number, not a boolean"
      ),
      (
        #"{"multipleOf": ▲0}"#, "/multipleOf",
        "'multipleOf' must be a number above 0 with 18 digits at most"
      ),
      (
        #"{"pattern": ▲"a(?=b)"}"#, "/pattern",
        "'pattern' cannot be used, at its character 2: lookahead is not supported"
      ),
      (#"{"anyOf": ▲{}}"#, "/anyOf", "'anyOf' must be an array with at least one schema"),
      (
        ##"{"$defs": {"node": {}}, "$ref": ▲"#/$defs/nod"}"##, "/$ref",
        "'$defs' has no 'nod'; did you mean 'node'?"
      ),
      (
        ##"{"$ref": ▲"#/definitions/a"}"##, "/$ref",
        "'$ref' must be '#' or '#/$defs/NAME'; in this draft, 'definitions' is '$defs'"
      ),
      (
        #"{"$ref": ▲"https://a.example/s.json"}"#, "/$ref",
        "'$ref' must be '#' or '#/$defs/NAME', for a schema of the same file"
      ),
      (#"{"items": {"$defs": ▲{}}}"#, "/items/$defs", "'$defs' belongs at the top of the schema"),
      (
        ##"{"$ref": ▲"#"}"##, "/$ref",
        "'$ref' leads back to itself, or through more than 32 others, without a member or an element in between"
      ),
      (
        ##"▲{"anyOf": [{"$ref": "#"}]}"##, "",
        "'anyOf' leads back to itself, or through more than 32 others, without a member or an element in between"
      ),
      (
        #"{"$schema": ▲"http://json-schema.org/draft-04/schema#"}"#, "/$schema",
        "'$schema' must be 'https://json-schema.org/draft/2020-12/schema' or absent"
      ),
      (#"{▲"nullable": true}"#, "/nullable", "'nullable' is not supported; add 'null' to 'type'"),
    ] as [(MarkedText, String, String)])
  func refuses(schema: MarkedText, pointer: String, message: String) throws {
    let value = try ConfigurationJSON.value(of: schema.text)
    let mistakes = #expect(throws: SchemaMistakes.self) { try JSONSchema(value) }
    let first = try #require(mistakes?.mistakes.first)
    #expect(mistakes?.mistakes.count == 1)
    #expect(first.message == message)
    #expect("\(first.location)" == "\(schema.mark)")
    #expect(first.pointer == pointer)
  }

  @Test("All mistakes of a schema are reported at once, in the order of its text")
  func reportsAll() throws {
    let text = #"{"type": "strng", "properties": {"a": {"oneOf": []}}, "minItems": "2"}"#
    let mistakes = #expect(throws: SchemaMistakes.self) { try Self.schema(text) }
    #expect(mistakes?.mistakes.map(\.pointer) == ["/type", "/properties/a/oneOf", "/minItems"])
  }

  @Test("Alternatives within alternatives do not multiply")
  func isBounded() throws {
    let schema = try Self.schema(
      ##"""
      {"$defs": {"e": {"anyOf": [
        {"type": "object", "properties": {"l": {"$ref": "#/$defs/e"}, "k": {"const": 1}}, "required": ["l", "k"]},
        {"type": "object", "properties": {"l": {"$ref": "#/$defs/e"}, "k": {"const": 2}}, "required": ["l", "k"]},
        {"type": "object", "properties": {"l": {"$ref": "#/$defs/e"}, "k": {"const": 3}}, "required": ["l", "k"]},
        {"type": "null"}]}}, "$ref": "#/$defs/e"}
      """##)
    var value = JSONValue.string("bottom")
    for _ in 0..<200 { value = ["l": value, "k": 3] }
    let mismatches = schema.mismatches(of: value)
    #expect(mismatches.count == 1)
    #expect(mismatches.first?.path == String(repeating: "/l", count: 200))
  }

  @Test("Two ways to the same member do not multiply")
  func isBoundedWithoutAlternatives() throws {
    let schema = try Self.schema(
      ##"{"$defs": {"a": {"properties": {"x": {"$ref": "#/$defs/b"}}}, "b": {"$ref": "#/$defs/a", "properties": {"x": {"$ref": "#/$defs/a"}}}}, "$ref": "#/$defs/b"}"##
    )
    var value = JSONValue.null
    for _ in 0..<300 { value = ["x": value] }
    #expect(schema.matches(value))
  }

  @Test("At most as many mismatches are reported as asked for")
  func limits() throws {
    let schema = try Self.schema(#"{"items": {"type": "string"}}"#)
    let value = JSONValue.array(Array(repeating: 1, count: 1000))
    #expect(schema.mismatches(of: value).count == 32)
    #expect(schema.mismatches(of: value, atMost: 3).map(\.path) == ["/0", "/1", "/2"])
  }

  @Test("Values nested as deep as JSON may be are checked")
  func checksDeepValues() throws {
    let schema = try Self.schema(##"{"type": "array", "items": {"$ref": "#"}}"##)
    let text = String(repeating: "[", count: 511) + String(repeating: "]", count: 511)
    #expect(schema.matches(try Self.value(text)))
  }

  @Test("A schema with too many parts is refused")
  func refusesSize() throws {
    let members = (0..<10_001).map { "\"m\($0)\": {}" }.joined(separator: ",")
    let mistakes = #expect(throws: SchemaMistakes.self) {
      try Self.schema("{\"properties\": {\(members)}}")
    }
    #expect(mistakes?.mistakes.count == 1)
    let deep =
      String(repeating: #"{"items":"#, count: 150) + "{}" + String(repeating: "}", count: 150)
    #expect(throws: SchemaMistakes.self) { try Self.schema(deep) }
  }
}

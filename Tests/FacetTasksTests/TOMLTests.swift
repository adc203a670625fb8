import FacetJSON
import Testing

@testable import FacetTasks

@Suite("TOML")
struct TOMLTests {
  @Test(
    "Is read as a JSON value",
    arguments: [
      ("", "{}"), ("a = 1", #"{"a":1}"#),
      ("a.b.c = 'x'\na.d = true", #"{"a":{"b":{"c":"x"},"d":true}}"#),
      ("[a.b]\nc = 1.5 # note\n[a]\nd = 0x1F", #"{"a":{"b":{"c":1.5},"d":31}}"#),
      ("[[s]]\nn = 1\n[[s]]\nn = 2\n[s.v]\nk = []", #"{"s":[{"n":1},{"n":2,"v":{"k":[]}}]}"#),
      (
        "a = [1,\n 2, # two\n]\nb = {x = 1, y.z = [{}]}", #"{"a":[1,2],"b":{"x":1,"y":{"z":[{}]}}}"#
      ),
      (#"a = "\t\"\u00e9\\""#, #"{"a":"\t\"é\\"}"#), ("a = '''\nx\n'y'''''", #"{"a":"x\n'y''"}"#),
      ("a = \"\"\"one \\\n   two\"\"\"", #"{"a":"one two"}"#),
      ("a = 1_000\nb = 6.0\nc = 1e3", #"{"a":1000,"b":6"#),
      ("a = 1979-05-27T07:32:00Z\nb = 1979-05-27 07:32:00", #"{"a":"1979-05-27T07:32:00Z","#),
      ("\"a b\" = 1\n'c' = 2\r\n", #"{"a b":1,"c":2}"#),
    ])
  func reads(text: String, json: String) throws {
    let value = JSONValue.object(try TOMLParser.value(of: text))
    #expect(String(decoding: value.bytes(), as: UTF8.self).hasPrefix(json))
  }

  @Test(
    "A mistake is reported with its line",
    arguments: [
      ("a = ", "1: a value is missing"), ("a", "1: '=' is missing at the end"),
      ("a = 1\na = 2", "2: 'a' stands twice"), ("[a]\n[a]", "2: the table 'a' stands twice"),
      ("a = 1\n[a.b]", "2: 'a' is a value, not a table"),
      ("a = x", "1: 'x' is no value; texts need quotes"),
      ("a = \"x", "1: a closing \" is missing"),
      ("a = 01", "1: '01' is no value; texts need quotes"),
      ("\na = 1 b = 2", "2: unexpected 'b' at the end of a line"),
      ("a = [1 2]", "1: ',' or ']' is missing"),
      ("a = nan", "1: 'nan' is no value; texts need quotes"),
      ("a.b = 1\n[a]", "2: the table 'a' stands twice"),
      ("a = \"\\q\"", "1: an unknown escape in a text"),
      ("a = 99999999999999999999", "1: '99999999999999999999' is no value; texts need quotes"),
    ])
  func mistakes(text: String, message: String) {
    let error = #expect(throws: TOMLError.self) { try TOMLParser.value(of: text) }
    #expect(error?.description == message)
  }

  @Test("Nesting without end is refused")
  func deep() {
    let keys = "a" + String(repeating: ".a", count: 100_000)
    for text in ["a = " + String(repeating: "[", count: 100_000), keys + " = 1", "[\(keys)]"] {
      #expect(throws: TOMLError.self) { try TOMLParser.value(of: text) }
    }
  }

  @Test("A large text costs as much for each line as a small one")
  func large() throws {
    func text(_ count: Int) -> String {
      var text = "[metadata]\n"
      for index in 0..<count { text += "key\(index) = \(index)\nd.o.t\(index) = 'x'\n" }
      for index in 0..<count { text += "[[list]]\nn = \(index)\n[tables.t\(index)]\nn = 1\n" }
      return text
    }
    let small = try TOMLParser.parsed(text(100))
    let large = try TOMLParser.parsed(text(20_000))
    #expect(large.object["list"]?.array?.count == 20_000)
    #expect(large.object["tables"]?.object?.count == 20_000)
    #expect(large.object["metadata"]?.object?.count == 20_001)
    #expect(large.object["metadata"]?["d"]?["o"]?.object?.members.last?.key == "t19999")
    #expect(large.visits <= 201 * small.visits)
    let settings = try TaskSettings(text: text(20_000))
    #expect(settings.unknownKeys == ["list", "tables"])
  }

  @Test("What is written reads back as the same value")
  func roundTrip() throws {
    let text = """
      schema_version = "1.4"
      artifacts = ["/app/x"]

      [task]
      name = "facet/a"
      authors = [{ name = "N \\"q\\" \\u0007", email = "e" }]

      [environment.env]
      "A B" = "x\\ny"

      [[steps]]
      name = "one"

      [[steps]]
      name = "two"
      """
    let value = try TOMLParser.value(of: text)
    #expect(try TOMLParser.value(of: TOMLWriter.text(of: value)) == value)
  }
}

import FacetJSON
import TestSupport
import Testing

@Suite("Reading responses")
struct ResponseJSONTests {
  @Test(
    "A paid response is not refused for its style",
    arguments: [
      (#"{"a":1,"b":2,"a":3}"#, #"{"a":3,"b":2}"#),
      (#"["a\u0000b"]"#, #"["a\u0000b"]"#),
      (#"{"a\u0000b":1,"a":2}"#, #"{"a\u0000b":1,"a":2}"#),
      (#"["\ud836\ude00\ud83d\ude00"]"#, "[\"\u{1DA00}\u{1F600}\"]"),
      (#"["\ud800x"]"#, "[\"\u{FFFD}x\"]"),
      ("[NaN, -Infinity, 1]", "[null,null,1]"),
      ("[123456789012345678901234567890, -1]", "[123456789012345678901234567890,-1]"),
      ("\u{FEFF} \r\n{\"a\": 1}\n\n", #"{"a":1}"#),
      ("{'a': True,}", #"{"a":true}"#),
      ("[01, 1.0]", "[1,1.0]"),
    ])
  func lenient(body: String, expected: String) throws {
    #expect(try ResponseJSON.value(of: Array(body.utf8)).text == expected)
  }

  @Test(
    "A body that is not JSON is refused",
    arguments: [
      (#"{"choices": [{"message": {"content": "Hal▲"#, "unexpected end of data"),
      ("▲", "unexpected end of data"),
      ("{\"a\": 1}\n▲{}", "data after the end of the value"),
      ("[1]▲x", "data after the end of the value"),
      ("▲<html>", "unexpected character"),
    ] as [(MarkedText, String)])
  func refused(body: MarkedText, message: String) {
    let error = #expect(throws: JSONSyntaxError.self) {
      try ResponseJSON.value(of: Array(body.text.utf8))
    }
    #expect(error?.description == "\(body.mark): \(message)")
  }

  @Test("Every proper beginning of a body is refused as cut short")
  func truncated() throws {
    let body = Array(#"{"a":[1.5,"ä\n\u00e4",true,null,{"b":-2}],"c":"😀"}"#.utf8)
    for count in 0..<body.count {
      let error = #expect(throws: JSONSyntaxError.self) {
        try ResponseJSON.value(of: Array(body[..<count]))
      }
      let message = error?.message ?? ""
      #expect(["unexpected end of data", "invalid UTF-8"].contains(message), "\(count)")
    }
  }

  @Test("A body is unaffected by the previous one")
  func independent() throws {
    for _ in 0..<40 {
      #expect(throws: JSONSyntaxError.self) { try ResponseJSON.value(of: Array(#"{"a":["x"#.utf8)) }
      #expect(try ResponseJSON.value(of: Array("[1]".utf8)) == [1])
    }
  }

  @Test("Bodies are read on many threads at once")
  func concurrent() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask { () throws in
          for round in 0..<200 {
            let text = #"{"task":\#(task),"round":\#(round),"text":"é\#(round)"}"#
            let value = try ResponseJSON.value(of: Array(text.utf8))
            #expect(value.text == text)
          }
        }
      }
      try await group.waitForAll()
    }
  }
}

import FacetJSON
import Testing

@testable import FacetTraining

@Suite("Calls of tools in conversations of other origin")
struct CallTests {
  private static func messages(_ text: String) throws -> [JSONObject] {
    try ChatForm.messages(try ResponseJSON.value(of: Array("[\(text)]".utf8)))
  }

  @Test(
    "Calls and results without identifiers get those that connect them",
    arguments: [
      // One call and its result.
      (
        #"{"role":"assistant","tool_calls":[{"name":"f"}]},{"role":"tool","content":"1"}"#,
        "call_1 > call_1"
      ),
      // Two calls, answered in their order.
      (
        #"{"role":"assistant","tool_calls":[{"name":"f"},{"name":"g"}]},"#
          + #"{"role":"tool","content":"1"},{"role":"tool","content":"2"}"#,
        "call_1 call_2 > call_1 > call_2"
      ),
      // A name that is taken is not given again.
      (
        #"{"role":"assistant","tool_calls":[{"id":"call_1","name":"f"},{"name":"g"}]},"#
          + #"{"role":"tool","content":"2"},{"role":"tool","tool_call_id":"call_1","content":"1"}"#,
        "call_1 call_2 > call_2 > call_1"
      ),
      // The form before tools, and that of 'from' and 'value'.
      (
        #"{"role":"assistant","function_call":{"name":"f","arguments":"{}"}},"#
          + #"{"role":"function","name":"f","content":"1"}"#,
        "call_1 > call_1"
      ),
      (
        #"{"from":"function_call","value":"{\"name\":\"f\"}"},{"from":"observation","value":"1"},"#
          + #"{"from":"function_call","value":"{\"name\":\"f\"}"},{"from":"observation","value":"2"}"#,
        "call_1 > call_1 > call_2 > call_2"
      ),
      // Calls as JSON text.
      (
        #"{"role":"assistant","tool_calls":"[{\"name\":\"f\"}]"},{"role":"tool","content":"1"}"#,
        "call_1 > call_1"
      ),
      // Results with identifiers for calls without: by their place if there are as many, by their
      // name, or not at all.
      (
        #"{"role":"assistant","tool_calls":[{"name":"f"},{"name":"g"}]},"#
          + #"{"role":"tool","tool_call_id":"x","content":"1"},"#
          + #"{"role":"tool","tool_call_id":"y","content":"2"}"#,
        "x y > x > y"
      ),
      (
        #"{"role":"assistant","tool_calls":[{"name":"f"},{"name":"g"}]},"#
          + #"{"role":"tool","tool_call_id":"x","name":"g","content":"2"},"#
          + #"{"role":"tool","tool_call_id":"y","name":"f","content":"1"}"#,
        "y x > x > y"
      ),
      (
        #"{"role":"assistant","tool_calls":[{"name":"f"},{"name":"g"}]},"#
          + #"{"role":"tool","tool_call_id":"x","name":"g","content":"2"}"#,
        "call_1 x > x"
      ),
      (
        #"{"role":"assistant","tool_calls":[{"name":"f"},{"name":"g"}]},"#
          + #"{"role":"tool","tool_call_id":"x","content":"2"}"#,
        "call_1 call_2 > x"
      ),
      (
        #"{"role":"assistant","tool_calls":[{"id":"a","name":"f"},{"name":"g"}]},"#
          + #"{"role":"tool","tool_call_id":"x","content":"2"},"#
          + #"{"role":"tool","tool_call_id":"a","content":"1"}"#,
        "a x > x > a"
      ),
      (
        #"{"role":"assistant","tool_calls":[{"name":"f"}]},"#
          + #"{"role":"tool","tool_call_id":"x","name":"h","content":"2"}"#,
        "call_1 > x"
      ),
      // One of two results names its call by its function.
      (
        #"{"role":"assistant","tool_calls":[{"name":"f"},{"name":"g"}]},"#
          + #"{"role":"tool","name":"g","content":"2"},{"role":"tool","name":"f","content":"1"}"#,
        "call_1 call_2 > call_2 > call_1"
      ),
      // Two results with one identifier cannot be told apart.
      (
        #"{"role":"assistant","tool_calls":[{"name":"f"},{"name":"g"}]},"#
          + #"{"role":"tool","tool_call_id":"x","content":"1"},"#
          + #"{"role":"tool","tool_call_id":"x","content":"2"}"#,
        "call_1 call_2 > x > x"
      ),
    ])
  func connects(text: String, expected: String) throws {
    let names = try Self.messages(text).map { message in
      message["tool_call_id"]?.string ?? CallNames.names(of: message).joined(separator: " ")
    }
    #expect(names.joined(separator: " > ") == expected)
  }

  @Test(
    "Arguments are objects, or the row is left out",
    arguments: [
      (#""{\"a\": 1}""#, #"{"a":1}"#), (#"{"a": 1}"#, #"{"a":1}"#), (#""""#, "{}"), ("null", "{}"),
      (#""not json""#, nil), (#""[1]""#, nil), ("[1]", nil), ("3", nil), ("true", nil),
      (#""{\"a\": NaN}""#, #"{"a":null}"#), (#""{\"a\": 1} x""#, nil),
    ] as [(String, String?)])
  func reads(arguments: String, expected: String?) throws {
    let text = #"{"role":"assistant","tool_calls":[{"name":"f","arguments":\#(arguments)}]}"#
    let call = try? Self.messages(text)[0]["tool_calls"]?[0]?["function"]?["arguments"]
    #expect(call?.text == expected)
  }

  private static let opening = #"{"role":"user","content":"What is it like?"}"#
  private static let end = #"{"role":"assistant","content":"It is like this."}"#

  @Test(
    "A result without a call is left out; a call without a result only for those who refuse it",
    arguments: [
      ("stray", RowForm.Target.trl, "stray_tool_message"),
      ("stray", .openai, "stray_tool_message"), ("unanswered", .openai, "unanswered_call"),
      ("unanswered", .together, "unanswered_call"), ("unanswered", .trl, nil),
    ] as [(String, RowForm.Target, String?)])
  func results(kind: String, target: RowForm.Target, reason: String?) async throws {
    try await withScratchFolder { folder in
      let call = #"{"role":"assistant","content":"","tool_calls":[{"id":"a","name":"f"}]}"#
      let result = #"{"role":"tool","tool_call_id":"other","content":"1"}"#
      let middle = kind == "stray" ? call + "," + result : call
      try write(
        """
        {"messages":[\(Self.opening),\(Self.end)]}
        {"messages":[\(Self.opening),\(middle),\(Self.end)]}

        """, to: folder + "/in.jsonl")
      let summary = try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.form.target = target
      }
      #expect(reasons("rules", summary) == (reason.map { [$0: 1] } ?? [:]))
    }
  }

  @Test(
    "Texts that a consumer does not read are counted",
    arguments: [
      (RowForm.Target.llamafactory, "I call it.", "", 1), (.llamafactory, "", "thoughts", 1),
      (.llamafactory, "", "", 0), (.trl, "I call it.", "thoughts", 0),
    ])
  func tellsUnread(
    target: RowForm.Target, text: String, thoughts: String, count: Int
  ) async throws {
    try await withScratchFolder { folder in
      let call =
        #"{"role":"assistant","content":"\#(text)","reasoning_content":"\#(thoughts)","#
        + #""tool_calls":[{"id":"a","name":"f"}]},"#
        + #"{"role":"tool","tool_call_id":"a","content":"1"}"#
      try write(
        """
        {"messages":[\(Self.opening),\(Self.end)]}
        {"messages":[\(Self.opening),\(call),\(Self.end)]}

        """, to: folder + "/in.jsonl")
      let summary = try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.form.target = target
      }
      let warning =
        "LLaMA-Factory does not read the thoughts, or the texts beside calls, of 1 row"
      #expect(summary.warnings == (count == 1 ? [warning] : []))
    }
  }

  @Test(
    "Pairs of whole conversations have the prompt that both share",
    arguments: ["", #""prompt":null,"messages":null,"#])
  func implicitPrompts(missing: String) async throws {
    try await withScratchFolder { folder in
      func turns(_ answer: String) -> String {
        "[\(Self.opening),{\"role\":\"assistant\",\"content\":\"\(answer)\"}]"
      }
      try write(
        """
        {\(missing)"chosen":\(turns("a good answer")),"rejected":\(turns("a bad answer"))}
        {"chosen":\(turns("a good answer")),"rejected":[\(Self.end)]}

        """, to: folder + "/in.jsonl")
      let summary = try await export([folder + "/in.jsonl"], as: .dpo, to: folder + "/out")
      let pair = try #require(try rows(at: folder + "/out/dpo/train.jsonl").first)
      #expect(pair["prompt"]?.array?.count == 1)
      #expect(pair["chosen"]?[0]?["content"] == "a good answer")
      #expect(pair["rejected"]?[0]?["content"] == "a bad answer")
      #expect(reasons("read", summary) == ["no_messages": 1])
    }
  }

  @Test("A null stands for a key that the row lacks")
  func nullKeys() async throws {
    try await withScratchFolder { folder in
      try write(
        rows: [
          [
            "messages": .null, "chosen": .null, "rejected": .null, "completion": .null,
            "prompt": "What is it like there?", "response": "It is like this.",
          ]
        ], to: folder + "/in.jsonl")
      try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out")
      let row = try rows(at: folder + "/out/sft/train.jsonl").first
      #expect(row?["messages"]?[1]?["content"] == "It is like this.")
    }
  }

  @Test("A pair keeps the rules on both sides")
  func rejectedRules() async throws {
    try await withScratchFolder { folder in
      let rejected: [JSONValue] = [
        "a bad answer", "", "no", .string(String(repeating: "x", count: 60_000)),
      ]
      try write(
        rows: rejected.enumerated().map { index, answer in
          [
            "prompt": .string("What is it like, number \(index)?"), "chosen": "a good answer",
            "rejected": answer,
          ]
        }, to: folder + "/in.jsonl")
      let summary = try await export([folder + "/in.jsonl"], as: .dpo, to: folder + "/out")
      #expect(summary.kinds[0].splits[0].rows == 1)
      #expect(reasons("rules", summary) == ["short_content": 2, "too_long": 1])
    }
  }

  @Test("A label is a truth value, or 1 or 0")
  func labels() async throws {
    try await withScratchFolder { folder in
      let labels: [JSONValue] = [true, false, 1, 0, 1.0, "true", 2, .null]
      try write(
        rows: labels.enumerated().map { index, label in
          ["prompt": .string("What is \(index)?"), "completion": "It is this.", "label": label]
        }, to: folder + "/in.jsonl")
      let summary = try await export([folder + "/in.jsonl"], as: .kto, to: folder + "/out")
      let found = try rows(at: folder + "/out/kto/train.jsonl").compactMap { $0["label"]?.bool }
      #expect(found.count { $0 } == 3)
      #expect(found.count == 5)
      #expect(reasons("selection", summary) == ["unscored": 3])
    }
  }
}

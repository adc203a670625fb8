import FacetJSON
import FacetPlatform
import Testing

@testable import FacetTraining

@Suite("What would break a loader")
struct LoaderTrapTests {
  static func conversation(_ index: Int, _ other: JSONObject = [:]) -> JSONValue {
    var row: JSONObject = [
      "id": .number(JSONNumber(index)),
      "messages": [
        ["role": "user", "content": .string("Question number \(index)?")],
        ["role": "assistant", "content": .string("Answer number \(index).")],
      ],
    ]
    for member in other.members { row[member.key] = member.value }
    return .object(row)
  }

  @Test("Every row has every column, fractions have points, and empty columns are absent")
  func columns() async throws {
    try await withScratchFolder { folder in
      try write(
        rows: [
          Self.conversation(0, ["rank": 1, "late": .null, "never": .null, "mixed": 1]),
          Self.conversation(1, ["rank": 0.5, "late": "now", "mixed": "text"]),
          Self.conversation(
            2, ["rank": 2, "asked": "2026-11-30T09:05:09", "type": "x", "message": "y"]),
        ], to: folder + "/in.jsonl")
      try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.make[0].fields = ["*"]
      }
      let text = String(
        decoding: try FileSystem.contents(of: folder + "/out/sft/train.jsonl"), as: UTF8.self)
      let made = try rows(at: folder + "/out/sft/train.jsonl")
      #expect(Set(made.map { $0.object?.keys ?? [] }).count == 1)
      let keys = made[0].object?.keys ?? []
      for key in ["never", "asked", "type", "message", "tools", "score"] {
        #expect(!keys.contains(key))
      }
      for key in ["rank", "late", "mixed", "sample_id", "sample_type", "sample_message"] {
        #expect(keys.contains(key))
      }
      #expect(text.contains(#""rank":1.0"#) && text.contains(#""rank":0.5"#))
      #expect(text.contains(#""mixed":"1""#))
    }
  }

  @Test("Rows that show every column and every shape of message stand in front")
  func witnesses() async throws {
    try await withScratchFolder { folder in
      var input = (0..<500).map { Self.conversation($0) }
      input[444] = [
        "messages": [
          ["role": "user", "content": "What is the weather there?"],
          [
            "role": "assistant", "content": .null,
            "tool_calls": [
              ["id": "c", "function": ["name": "look", "arguments": "{\"town\": 3}"]]
            ],
          ], ["role": "tool", "tool_call_id": "c", "content": "rain"],
          ["role": "assistant", "content": "It rains."],
        ], "tools": .array([]), "late": "only here",
      ]
      try write(rows: input, to: folder + "/in.jsonl")
      try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.make[0].fields = ["late"]
      }
      let made = try rows(at: folder + "/out/sft/train.jsonl")
      let place = try #require(made.firstIndex { $0["late"] == "only here" })
      #expect(place < 3)
      let call = made[place]["messages"]?[1]
      #expect(call?["content"] == "")
      #expect(call?["tool_calls"]?[0]?["function"]?["arguments"] == ["town": 3])
      #expect(made.count == 500)
    }
  }

  @Test("A file that ends in '.json' may hold lines, a list, or a list within an object")
  func layouts() async throws {
    try await withScratchFolder { folder in
      let list = JSONValue.array([Self.conversation(0), Self.conversation(1)])
      let lines = [Self.conversation(0), Self.conversation(1)]
      let texts = [
        lines.map { String(decoding: $0.line, as: UTF8.self) }.joined(), list.text,
        JSONValue.object(["data": list]).text,
      ]
      for text in texts {
        try write(text, to: folder + "/in.json")
        try await export([folder + "/in.json"], as: .sft, to: folder + "/out")
        #expect(try rows(at: folder + "/out/sft/train.jsonl").count == 2)
      }
    }
  }

  @Test("A number that no 64 bits hold becomes the nearest one with an exponent")
  func hugeNumbers() async throws {
    try await withScratchFolder { folder in
      let line =
        #"{"messages":[{"role":"user","content":"look at it"},{"role":"assistant","content":"","#
        + #""tool_calls":[{"id":"c","function":{"name":"f","arguments":"#
        + #"{"a":123456789012345678901234567890,"b":18446744073709551615,"c":-9223372036854775809}}}]},"#
        + #"{"role":"tool","content":"seen"},{"role":"assistant","content":"I saw it."}]}"#
      try write(line + "\n", to: folder + "/in.jsonl")
      try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out")
      let text = String(
        decoding: try FileSystem.contents(of: folder + "/out/sft/train.jsonl"), as: UTF8.self)
      #expect(
        text.contains(
          #"{"a":1.2345678901234568e+29,"b":18446744073709551615,"c":-9.223372036854776e+18}"#))
    }
  }

  @Test("A number that no double holds becomes its text, and its column a column of texts")
  func infiniteNumbers() async throws {
    try await withScratchFolder { folder in
      let zeros = String(repeating: "0", count: 400)
      let numbers = ["1e400", "-1E999", "1\(zeros)", "1e-400", "2"]
      let lines = numbers.enumerated().map { index, number in
        #"{"messages":[{"role":"user","content":"look at it \#(index)"},"#
          + #"{"role":"assistant","content":"I saw it."}],"n":\#(number)}"# + "\n"
      }
      try write(lines.joined(), to: folder + "/in.jsonl")
      try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.make[0].fields = ["n"]
      }
      let found = try rows(at: folder + "/out/sft/train.jsonl").compactMap { $0["n"]?.string }
      #expect(Set(found) == Set(numbers))
    }
  }

  @Test(
    "A column may have any name; what YAML forbids is escaped in the card",
    arguments: [
      ("\u{7F}", #"\u007f"#), ("\u{85}", #"\u0085"#), ("\u{FFFF}", #"\uffff"#),
      ("\u{2028}", #"\u2028"#), ("- x: #1", "- x: #1"), ("a\nb", #"a\nb"#), ("yes", "yes"),
      ("", "sample_"), ("ID", "sample_ID"), ("Messages", "sample_Messages"),
      // Loaders end a name at a NUL.
      ("a\0b", "a\u{FFFD}b"),
    ])
  func columnNames(name: String, escaped: String) async throws {
    try await withScratchFolder { folder in
      try write(rows: [Self.conversation(0, [name: "value"])], to: folder + "/in.jsonl")
      try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.make[0].fields = ["*"]
      }
      let card = String(
        decoding: try FileSystem.contents(of: folder + "/out/README.md"), as: UTF8.self)
      #expect(card.contains("  - name: \"\(escaped)\"\n    dtype: string"))
    }
  }

  @Test("Columns that differ only in case are refused as Parquet, with both names")
  func caseOfNames() throws {
    let form = ParquetForm(
      columns: ["Score", "other", "score"].enumerated().map {
        RowOutput.Column(name: $1, type: .text, number: $0)
      }, target: .trl, longest: 10)
    let error = #expect(throws: TrainingError.self) {
      try form.write(from: "/tmp/none.jsonl", to: "/tmp/none.parquet")
    }
    #expect(error?.message.contains("'Score' and 'score' differ only in case") == true)
  }

  @Test("Lone surrogates are replaced and counted; pairs of them stay")
  func surrogates() async throws {
    try await withScratchFolder { folder in
      let line =
        #"{"messages":[{"role":"user","content":"one \ud800 two \ud83d\ude00"},"#
        + #"{"role":"assistant","content":"three \udc00 and \\ud800"}]}"#
      try write(line + "\n", to: folder + "/in.jsonl")
      let summary = try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out")
      #expect(summary.metadata["replaced_surrogates"]?.int == 2)
      let row = try #require(try rows(at: folder + "/out/sft/train.jsonl").first)
      #expect(row["messages"]?[0]?["content"] == "one \u{FFFD} two 😀")
      #expect(row["messages"]?[1]?["content"] == #"three � and \ud800"#)
    }
  }

  @Test("Conversations of other spellings become one form")
  func spellings() async throws {
    try await withScratchFolder { folder in
      try write(
        rows: [
          [
            "conversations": [
              ["from": "system", "value": "Be kind to all."],
              ["from": "human", "value": "Hello there"],
              ["from": "gpt", "value": "Hello to you"],
            ]
          ],
          [
            "conversations": [
              ["from": "human", "value": "Open the drawer"],
              ["from": "gpt", "value": "I open it."],
              ["from": "observation", "value": "it is open"],
              ["from": "gpt", "value": "It is open."],
            ]
          ],
          ["prompt": "Two and two?", "completion": "It is four."],
          ["messages": [["role": "user", "content": "unanswered question"]]],
          ["messages": [["role": "wizard", "content": "hm"]]],
        ], to: folder + "/in.jsonl")
      let summary = try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out")
      let made = try rows(at: folder + "/out/sft/train.jsonl")
      let roles = made.map { row in
        (row["messages"]?.array ?? []).compactMap { $0["role"]?.string }.joined(separator: " ")
      }
      #expect(
        roles.sorted() == [
          "system user assistant", "user assistant", "user assistant user assistant",
        ])
      #expect(reasons("read", summary) == ["unknown_role": 1])
      #expect(reasons("answers", summary) == ["no_answer": 1])
      let observed = made.first { $0["messages"]?.array?.count == 4 }
      #expect(observed?["messages"]?[2]?["content"] == "[Observation] it is open")
    }
  }
}

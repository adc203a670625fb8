import FacetJSON
import FacetPlatform
import Testing

@testable import FacetTraining

@Suite("Traps in sources")
struct SourceTrapTests {
  private static let turns =
    #"{"messages": [{"role": "user", "content": "What is \ud800 it?"}, {"role": "assistant", "content": "It is \udc00\udc00 a \ud83d\ude00 \\ud800 pair."}]}"#

  @Test(
    "Lone surrogates are replaced and counted in lines and in arrays", arguments: [true, false])
  func replacesSurrogates(isArray: Bool) async throws {
    try await withScratchFolder { folder in
      let path = folder + (isArray ? "/in.json" : "/in.jsonl")
      try write(
        isArray ? "[\(Self.turns),\n\(Self.turns)]" : "\(Self.turns)\n\(Self.turns)", to: path)
      try await export([path], as: .sft, to: folder + "/out") { $0.duplicates.exact = false }
      let metadata = try ResponseJSON.value(
        of: try FileSystem.contents(of: folder + "/out/metadata.json"))
      #expect(metadata["replaced_surrogates"]?.int == 6)
      let messages = try rows(at: folder + "/out/sft/train.jsonl")[0]["messages"]
      #expect(messages?[0]?["content"] == "What is \u{FFFD} it?")
      #expect(messages?[1]?["content"] == "It is \u{FFFD}\u{FFFD} a 😀 \\ud800 pair.")
    }
  }

  @Test(
    "A file compressed by gzip gives the rows of the file inside it",
    arguments: ["in.jsonl", "in.json", "data.json"])
  func readsGzip(name: String) async throws {
    let texts = [
      "in.jsonl": Self.turns + "\n", "in.json": "[\(Self.turns)]",
      "data.json": """
      {"schema_version": "1.0", "task_type": "t", "agent_perspectives": [{"condition": "A", "strategy": "Say it."}], "tasks": [{"id": "s", "index": 0, "context": "A text that is long enough", "responses": ["An answer"], "response_metadata": [{"status": "ok"}]}], "metadata": {}}
      """,
    ]
    try await withScratchFolder { folder in
      try write(try #require(texts[name]), to: "\(folder)/\(name)")
      let gzip = try await ProgramResult(
        of: .init(
          ["/bin/sh", "-c", "gzip -k '\(folder)/\(name)'"], environment: ["PATH=/usr/bin:/bin"]))
      #expect(gzip.status.isSuccess)
      for path in ["\(folder)/\(name)", "\(folder)/\(name).gz"] {
        try await export([path], as: .sft, to: path + "-out")
      }
      let plain = try rows(at: "\(folder)/\(name)-out/sft/train.jsonl")
      let unpacked = try rows(at: "\(folder)/\(name).gz-out/sft/train.jsonl")
      #expect(plain.count == 1 && plain.map { $0["messages"] } == unpacked.map { $0["messages"] })
      guard name == "in.jsonl" else { return }
      var index = BenchmarkIndex()
      let count = try BenchmarkFile.add(
        .init(name: "b", path: "\(folder)/\(name).gz"), to: &index)
      #expect(count == 1)
    }
  }

  /// Hands out a text byte by byte, or in pieces.
  private struct Pieces: ByteSource {
    var bytes: [UInt8]
    let size: Int

    mutating func read(into buffer: inout [UInt8]) throws(InputError) {
      buffer += bytes.prefix(size)
      bytes.removeFirst(min(size, bytes.count))
    }
  }

  @Test("Surrogates are found wherever a piece ends", arguments: [1, 2, 5, 7, 11, 12, 13, 1000])
  func findsInPieces(size: Int) throws {
    let source = SurrogateSource(Pieces(bytes: Array(Self.turns.utf8), size: size))
    var bytes: [UInt8] = []
    var last = -1
    while bytes.count != last {
      last = bytes.count
      try source.read(into: &bytes)
    }
    #expect(source.count == 3)
    let right = Self.turns.replacing(#"What is \ud800"#, with: #"What is \ufffd"#)
      .replacing(#"\udc00\udc00"#, with: #"\ufffd\ufffd"#)
    #expect(String(decoding: bytes, as: UTF8.self) == right)
  }

  @Test(
    "A weight of nothing stays one, however it is written",
    arguments: [("0", 0), ("0.0", 0), ("false", 0), ("1.0", 1), ("1", 1), ("0.5", 1)])
  func readsWeights(written: String, expected: Int) throws {
    let value = try ResponseJSON.value(
      of: Array(#"[{"role": "assistant", "content": "x", "weight": \#(written)}]"#.utf8))
    #expect(try ChatForm.messages(value)[0]["weight"] == .number(JSONNumber(expected)))
  }

  @Test("A path is no pattern for the program that reads Parquet")
  func quotesPaths() {
    #expect(DuckDBText.file("/a/b[1]*?'.parquet") == "'/a/b[[]1][*][?]''.parquet'")
  }

  @Test(
    "Rehearsed episodes, explorations and traces are known by any of their lines",
    arguments: [
      ["episode_id": "a"], ["exploration_id": "a"], TraceSourceTests.trace("a", "a1", reward: 1),
    ] as [JSONValue])
  func knowsRehearsals(row: JSONValue) async throws {
    try await withScratchFolder { folder in
      let path = folder + "/source.jsonl"
      var last = try #require(row.object)
      last["text"] = "\"rehearsal\":true"
      try write(rows: [row, .object(last)], to: path)
      #expect(try !SourceFile(path: path).isRehearsal)
      last["rehearsal"] = true
      try write(rows: [row, .object(last)], to: path)
      #expect(try SourceFile(path: path).isRehearsal)
      // Other programs write a space after the colon.
      try write(
        "\(row.text)\n\(JSONValue.object(last).text)\n".replacing(
          #""rehearsal":true"#, with: #""rehearsal": true"#), to: path)
      #expect(try SourceFile(path: path).isRehearsal)
    }
  }

  @Test("Traces are rows of tasks, not of general text")
  func namesTaskTypes() async throws {
    try await withScratchFolder { folder in
      let path = folder + "/traces.jsonl"
      try write(rows: [TraceSourceTests.trace("a", "a1", reward: 1)], to: path)
      #expect(try SourceFile(path: path).taskType == "task")
    }
  }

  @Test(
    "A repository's name cannot lead elsewhere",
    arguments: ["a/..", "../a", "a/.", "a/b.git", "a/b..c", "a/-b", "a/b-", "a--b/c", "a", "a/b/c"])
  func refusesNames(name: String) {
    #expect(throws: TrainingError.self) {
      try HubPush(folder: "/nowhere", repository: name, options: HubPush.Options())
    }
  }

  @Test("A dataset's opening messages are in its prompts, and one with templates gives no rows")
  func rendersOpenings() throws {
    let frame: JSONValue = [
      "agent_perspectives": [
        [
          "condition": "A", "strategy": "Say it.", "system": "Be brief.",
          "opening": [
            ["role": "user", "content": "one"], ["role": "assistant", "content": "eins"],
          ],
        ],
        [
          "condition": "B", "strategy": "Say it.",
          "opening": [["role": "user", "content": "{{x}}"]],
        ],
        ["condition": "C", "strategy": "Say it.", "continue": true],
      ], "metadata": ["prompt_layout": "context_first"],
    ]
    let columns = DatasetColumn.columns(of: frame)
    var sample = TrainingSample(id: "1")
    sample.context = "two"
    let messages = try #require(columns[0].messages(sample: sample, notes: nil, steps: nil))
    #expect(messages.map { $0["role"]?.string } == ["system", "user", "assistant", "user"])
    #expect(messages[1]["content"] == "one")
    #expect(columns[1].messages(sample: sample, notes: nil, steps: nil) == nil)
    #expect(columns[2].messages(sample: sample, notes: nil, steps: nil) == nil)
  }

  @Test("A source that changes while it is read is refused")
  func refusesChanges() async throws {
    try await withScratchFolder { folder in
      try write(rows: [facetRow("q1")], to: folder + "/in.jsonl")
      let file = try SourceFile(path: folder + "/in.jsonl")
      try file.checkUnchanged()
      try write(rows: [facetRow("q1"), facetRow("q2")], to: folder + "/in.jsonl")
      let error = #expect(throws: TrainingError.self) { try file.checkUnchanged() }
      #expect(
        error?.message.hasPrefix("'\(folder)/in.jsonl' changed while it was read, so nothing")
          == true)
    }
  }

  @Test("Zeros at the end of a file that a crash cut short are no empty line")
  func refusesZeros() async throws {
    try await withScratchFolder { folder in
      let line = String(decoding: facetRow("q1").line, as: UTF8.self)
      try write(line + " \t\r\n\0\0\0", to: folder + "/in.jsonl")
      let error = await #expect(throws: TrainingError.self) {
        try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out")
      }
      #expect(error?.message == "\(folder)/in.jsonl:3: unexpected end of data")
    }
  }

  @Test("A system message of a file takes the place of each conversation's own")
  func replacesSystem() async throws {
    try await withScratchFolder { folder in
      try write("You are terse.\n\n", to: folder + "/system.txt")
      try write(
        rows: [
          [
            "messages": [
              ["role": "system", "content": "Old system text"],
              ["role": "user", "content": "What is it?"],
              ["role": "assistant", "content": "It is this."],
            ]
          ],
          ["prompt": "What else is it?", "completion": "It is that."],
        ], to: folder + "/in.jsonl")
      try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.form.systemText = try? RowForm.systemText(in: folder + "/system.txt")
      }
      for row in try rows(at: folder + "/out/sft/train.jsonl") {
        #expect(row["messages"]?.array?.count == 3)
        #expect(row["messages"]?[0] == ["role": "system", "content": "You are terse."])
      }
    }
  }
}

import FacetConfiguration
import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@testable import FacetTraining

@Suite("Recipes")
struct RecipeTests {
  private static func recipe(_ text: String) async throws -> ExportRecipe {
    try await withScratchFolder { folder in
      try write("{}", to: folder + "/a.jsonl")
      try write(text, to: folder + "/r.json")
      return try RecipeReader.recipe(at: folder + "/r.json")
    }
  }

  @Test(
    "Each mistake is reported where it stands",
    arguments: [
      (
        #"{▲"nam": "x", "dataset_name": "d", "sources": [{"name": "a", "rows": "a.jsonl"}], "make": {"sft": {}}}"#,
        "unknown key 'nam'"
      ),
      (
        #"▲{"sources": [{"name": "a", "rows": "a.jsonl"}], "make": {"sft": {}}}"#,
        "missing key 'dataset_name'"
      ),
      (
        #"{"dataset_name": ▲"../d", "sources": [{"name": "a", "rows": "a.jsonl"}], "make": {"sft": {}}}"#,
        "'dataset_name' must be a name, not a path"
      ),
      (
        #"{"dataset_name": "d", "sources": [▲{"name": "a"}], "make": {"sft": {}}}"#,
        "a source needs 'name' and its file"
      ),
      (
        #"{"dataset_name": "d", "sources": [▲{"name": "a", "rows": "none.jsonl"}], "make": {"sft": {}}}"#,
        "there is no file 'none.jsonl'"
      ),
      (
        #"{"dataset_name": "d", "sources": [{"name": "a", "rows": "a.jsonl"}], "make": {▲"sftt": {}}}"#,
        "unknown kind 'sftt'"
      ),
      (
        #"{"dataset_name": "d", "sources": [{"name": "a", "rows": "a.jsonl"}], "make": {"sft": {"from": ▲["b"]}}}"#,
        "there is no source 'b'"
      ),
      (
        #"{"dataset_name": "d", "sources": [{"name": "a", "rows": "a.jsonl"}], "make": {"rl": {"band": ▲[0.9, 0.1]}}}"#,
        "'band' must be two numbers from 0 to 1, the lower first"
      ),
      (
        #"{"dataset_name": "d", "sources": [{"name": "a", "rows": "a.jsonl"}], "make": {"sft": {"where": ▲"scores."}}}"#,
        "the condition 'scores.' cannot be read"
      ),
      (
        #"{"dataset_name": "d", "sources": [{"name": "a", "rows": "a.jsonl"}], "make": {"dpo": ▲{"chosen": "A*"}}}"#,
        "'chosen' and 'rejected' belong together"
      ),
      (
        #"{"dataset_name": "d", "sources": [{"name": "a", "rows": "a.jsonl"}], "make": {"sft": {}}, "split": ▲{"train": 0.5}}"#,
        "the shares of 'split' must add up to 1"
      ),
      (
        #"{"dataset_name": "d", "sources": [{"name": "a", "rows": "a.jsonl"}], "make": {"sft": {"mix": [▲{"source": "a"}]}}}"#,
        "a part of 'mix' needs 'source' and one of"
      ),
      (
        #"{"dataset_name": "d", "sources": [{"name": "a", "rows": "a.jsonl"}], "make": {"sft": {"mix": [{"source": "a", "take": 1}, ▲{"source": "a", "take": 2}]}}}"#,
        "'mix' has two parts for 'a'"
      ),
      (
        #"{"dataset_name": "d", "sources": [{"name": "a", "rows": "a.jsonl"}, {"name": "b", "rows": "a.jsonl"}], "make": {"sft": {"mix": ▲[{"source": "a", "share": 0.7}, {"source": "b", "share": 0.5}]}}}"#,
        "the shares of 'mix' must not add up to more than 1"
      ),
      (
        #"{"dataset_name": "d", "sources": [{"name": "a", "rows": "a.jsonl"}, {"name": "b", "rows": "a.jsonl"}], "make": {"sft": {"mix": ▲[{"source": "a", "take": 7}, {"source": "b", "share": 1}]}}}"#,
        "the shares of 'mix' must add up to less than 1 beside other amounts"
      ),
      (
        #"{"dataset_name": "d", "sources": [{"name": "a", "rows": "a.jsonl"}], "for": ▲"nobody", "make": {"sft": {}}}"#,
        "'for' must be one of 'trl', 'openai'"
      ),
    ] as [(MarkedText, String)])
  func reports(text: MarkedText, message: String) async throws {
    let error = await #expect(throws: ConfigurationError.self) {
      _ = try await Self.recipe(text.text)
    }
    let first = try #require(error?.diagnostics.first)
    #expect(error?.diagnostics.count == 1)
    #expect(first.message.hasPrefix(message), "\(first.message)")
    #expect("\(first.line ?? 0):\(first.column ?? 0)" == text.mark)
  }

  @Test(
    "The shipped recipes are read; only their data may be missing",
    arguments: ["chat", "contrast", "pairs", "prompts", "budgets"])
  func shipped(name: String) throws {
    do {
      let recipe = try RecipeReader.recipe(at: "configs/training/\(name).json")
      #expect(!recipe.make.isEmpty)
    } catch let error as ConfigurationError {
      for diagnostic in error.diagnostics {
        #expect(diagnostic.message.hasPrefix("there is no file 'data/"), "\(diagnostic)")
      }
    }
  }

  @Test(
    "A condition holds or not, and nothing missing holds",
    arguments: [
      ("scores.sql >= 0.9", true), ("scores.sql == 0.9", true), ("scores.sql > 0.9", false),
      ("scores.none >= 0", false), ("scores.none == null", true), ("scores.none != null", false),
      ("!(scores.none >= 0)", true), (#"status == "ok" && condition == "Plain""#, true),
      (#"condition == "Other" || fields.level == 3"#, true), (#"level < 3 || model == "m""#, true),
      (#"tags.first == "x""#, true), ("completion == 0 && flag == true", true),
    ])
  func conditions(text: String, holds: Bool) throws {
    var candidate = Candidate()
    candidate.scores = ["sql": 900_000]
    candidate.condition = "Plain"
    candidate.model = "m"
    var sample = TrainingSample(id: "1")
    sample.fields = ["level": 3, "tags": ["first": "x"], "flag": true]
    #expect(try RowCondition(text).holds(for: candidate, of: sample) == holds)
  }

  @Test(
    "A condition that cannot be read is refused",
    arguments: [
      "", "scores", "a ==", "a == 'x'", "a == 1 &", "(a == 1", "a = 1", "a == [1]", "&& a",
      String(repeating: "(", count: 5000),
    ])
  func refused(text: String) {
    #expect(throws: TrainingError.self) { try RowCondition(text) }
  }

  @Test("Of 59 pairs of scores a tenth apart, none is lost to rounding")
  func tenths() {
    for step in 0..<59 {
      let (low, high) = (Double(step) / 100, Double(step + 10) / 100)
      #expect(ScoreReading.millionths(high) - ScoreReading.millionths(low) == 100_000)
    }
  }
}

@Suite("Consumers")
struct TargetTests {
  private static let tool: JSONValue = [
    "type": "function",
    "function": ["name": "look", "description": "Looks.", "parameters": ["type": "object"]],
  ]

  private static func conversation() -> JSONValue {
    [
      "messages": [
        ["role": "system", "content": "Be exact."],
        ["role": "user", "content": "What is there now?"],
        [
          "role": "assistant", "content": "", "reasoning_content": "I should look.",
          "tool_calls": [["id": "c1", "function": ["name": "look", "arguments": ["at": "door"]]]],
        ], ["role": "tool", "tool_call_id": "c1", "name": "look", "content": "a door"],
        ["role": "assistant", "content": "There is a door."],
      ], "tools": .array([tool]),
    ]
  }

  private static func first(
    _ target: RowForm.Target, _ kind: TrainingKind, _ input: [JSONValue]
  ) async throws -> JSONValue {
    try await withScratchFolder { folder in
      try write(rows: input, to: folder + "/in.jsonl")
      try await export([folder + "/in.jsonl"], as: kind, to: folder + "/out") {
        $0.form.target = target
        $0.make[0].score = kind == .sft ? nil : "sql"
        $0.make[0].minOf = 2
      }
      return try #require(try rows(at: "\(folder)/out/\(kind.rawValue)/train.jsonl").first)
    }
  }

  private static let answers = [
    facetRow("q1", completion: 0, response: "the right answer", score: 1),
    facetRow("q1", completion: 1, response: "the wrong answer", score: 0),
  ]

  @Test("OpenAI gets arguments as text, tools as a list, and no thoughts")
  func openAI() async throws {
    let row = try await Self.first(.openai, .sft, [Self.conversation()])
    #expect(row.object?.keys == ["messages", "tools", "parallel_tool_calls"])
    let call = row["messages"]?[2]?["tool_calls"]?[0]?["function"]
    #expect(call?["arguments"] == #"{"at":"door"}"#)
    #expect(row["messages"]?[2]?["reasoning_content"] == nil)
    #expect(row["tools"] == .array([Self.tool]))
    let pair = try await Self.first(.openai, .dpo, Self.answers)
    #expect(pair.object?.keys == ["input", "preferred_output", "non_preferred_output"])
    #expect(pair["preferred_output"]?[0]?["content"] == "the right answer")
  }

  @Test("Together gets no other key")
  func together() async throws {
    let row = try await Self.first(.together, .sft, [Self.conversation()])
    #expect(row.object?.keys == ["messages", "tools"])
  }

  @Test("LLaMA-Factory gets one message on each side of a pair, and an entry for its list")
  func llamaFactory() async throws {
    let row = try await Self.first(.llamafactory, .dpo, Self.answers)
    #expect(row["chosen"] == ["role": "assistant", "content": "the right answer"])
    #expect(row["prompt"]?.array?.count == 1)
  }

  @Test("verl gets a reward model, NeMo Gym the parameters of a response")
  func prompts() async throws {
    let verl = try await Self.first(.verl, .rl, Self.answers)
    #expect(verl["reward_model"] == ["style": "rule", "ground_truth": "42"])
    #expect(verl["data_source"] == "s0")
    #expect(verl["extra_info"]?["pass_rate"]?.double == 0.5)
    #expect(verl["extra_info"]?["index"] == verl["id"])
    let gym = try await Self.first(.nemoGym, .rl, Self.answers)
    #expect(gym["responses_create_params"]?["input"]?[0]?["role"] == "user")
    #expect(gym["ground_truth"] == "42" && gym["prompt"] == nil)
  }

  @Test("A kind that a consumer cannot load is refused")
  func gaps() async throws {
    let error = await #expect(throws: TrainingError.self) {
      _ = try await Self.first(.together, .rl, Self.answers)
    }
    #expect(error?.message == "'together' loads sft, dpo, not rl")
  }

  @Test("TRL gets objects, or texts if asked; a row for each turn leaves failed ones in the prompt")
  func trl() async throws {
    let row = try await Self.first(.trl, .sft, [Self.conversation()])
    #expect(row["messages"]?[2]?["tool_calls"]?[0]?["function"]?["arguments"] == ["at": "door"])
    #expect(row["tools"]?.string == JSONValue.array([Self.tool]).text)
    try await withScratchFolder { folder in
      var failed = try #require(Self.conversation().object)
      var messages = try #require(failed["messages"]?.array)
      messages[2] = .object(
        JSONObject(
          try #require(messages[2].object).members.map { ($0.key, $0.value) } + [("weight", 0)]))
      failed["messages"] = .array(messages)
      try write(rows: [Self.conversation(), .object(failed)], to: folder + "/in.jsonl")
      try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.make[0].turns = .each
        $0.duplicates.exact = false
      }
      let made = try rows(at: folder + "/out/sft/train.jsonl")
      #expect(made.count == 3)
      #expect(made.count { $0["completion"]?[0]?["tool_calls"] != nil } == 1)
      #expect(!made.contains { $0.text.contains("weight") })
    }
  }
}

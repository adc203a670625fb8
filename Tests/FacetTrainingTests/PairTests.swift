import FacetJSON
import Testing

@testable import FacetTraining

@Suite("Pairs from several answers")
struct PairTests {
  static func group(_ answers: [(String, Double?)]) -> [JSONValue] {
    answers.enumerated().map { index, answer in
      facetRow(
        "q1", completion: index, response: answer.0,
        score: answer.1.map { .number(JSONNumber($0)) } ?? .null)
    }
  }

  @Test(
    "A prompt gives its best and its worst answer, or a reason",
    arguments: [
      (
        [("first good", 1), ("second good", 1), ("first bad", 0), ("second bad", 0)],
        "first good > second bad"
      ),
      ([("only answer", 1)], "one_candidate"), ([("same one", 1), ("same two", 1)], "all_equal"),
      ([("answer a", 0.3), ("answer b", 0.2)], "answer a > answer b"),
      ([("answer a", 0.3), ("answer b", 0.200001)], "low_difference"),
      ([("answer a", 0.7), ("answer b", 0.6)], "answer a > answer b"),
      ([("answer  a", 1), ("answer a ", 0)], "same_text"),
      ([("answer a", nil), ("answer b", nil)], "unscored"),
      ([("answer a", nil), ("answer b", 1)], "one_candidate"),
      ([("answer a", -0.5), ("answer b", -0.25)], "answer b > answer a"),
      ([("answer a", 1e300), ("answer b", -1e300)], "answer a > answer b"),
    ] as [([(String, Double?)], String)])
  func pairs(answers: [(String, Double?)], expected: String) async throws {
    try await withScratchFolder { folder in
      try write(
        rows: Self.group(answers) + [
          facetRow("q2", completion: 0, response: "right one", score: 1),
          facetRow("q2", completion: 1, response: "wrong one", score: 0),
        ], to: folder + "/in.jsonl")
      let summary = try await export([folder + "/in.jsonl"], as: .dpo, to: folder + "/out") {
        $0.make[0].score = "sql"
      }
      let pairs = try rows(at: folder + "/out/dpo/train.jsonl").map { row in
        "\(row["chosen"]?[0]?["content"]?.string ?? "") > "
          + "\(row["rejected"]?[0]?["content"]?.string ?? "")"
      }
      if expected.contains(" > ") {
        #expect(pairs.sorted() == [expected, "right one > wrong one"].sorted())
      } else {
        #expect(pairs == ["right one > wrong one"])
        #expect(reasons("selection", summary) == [expected: 1])
      }
    }
  }

  @Test("A prompt that is repeated in front of each answer is read once")
  func repeatedPrompt() async throws {
    try await withScratchFolder { folder in
      let prompt: JSONValue = ["role": "user", "content": "Say hello to the people."]
      try write(
        rows: [
          [
            "prompt": "Say hello to the people.",
            "chosen": [prompt, ["role": "assistant", "content": "Hello, people."]],
            "rejected": [prompt, ["role": "assistant", "content": "No, never."]],
          ]
        ], to: folder + "/in.jsonl")
      try await export([folder + "/in.jsonl"], as: .dpo, to: folder + "/out")
      let row = try #require(try rows(at: folder + "/out/dpo/train.jsonl").first)
      #expect(row["prompt"] == [prompt])
      #expect(row["chosen"] == [["role": "assistant", "content": "Hello, people."]])
    }
  }

  @Test("Perspectives make pairs without a score")
  func contrast() async throws {
    try await withScratchFolder { folder in
      try write(
        rows: [
          facetRow("q1", condition: "Honest view", response: "the honest answer"),
          facetRow("q1", condition: "Low effort", response: "the lazy answer"),
          facetRow("q2", condition: "Honest view", response: "alone with honesty"),
        ], to: folder + "/in.jsonl")
      let summary = try await export([folder + "/in.jsonl"], as: .dpo, to: folder + "/out") {
        $0.make[0].chosen = "Honest*"
        $0.make[0].rejected = "Low*"
      }
      let row = try #require(try rows(at: folder + "/out/dpo/train.jsonl").first)
      #expect(row["chosen"]?[0]?["content"] == "the honest answer")
      #expect(row["rejected"]?[0]?["content"] == "the lazy answer")
      #expect(row["chosen_score"] == nil)
      #expect(reasons("selection", summary) == ["one_candidate": 1])
    }
  }

  @Test("Rows of a sample need not be neighbours, and an answer without a response is no rival")
  func scattered() async throws {
    try await withScratchFolder { folder in
      try write(
        rows: [
          facetRow("q1", completion: 0, response: "right one", score: 1),
          facetRow("q2", completion: 0, response: "fine answer", score: 1),
          facetRow("q1", completion: 1, response: nil, score: .null, status: "failed"),
          facetRow("q2", completion: 1, response: "poor answer", score: 0),
          facetRow("q1", completion: 2, response: "wrong one", score: 0.25),
        ], to: folder + "/in.jsonl")
      let summary = try await export([folder + "/in.jsonl"], as: .dpo, to: folder + "/out")
      #expect(summary.kinds[0].splits.map(\.rows) == [2])
      #expect(reasons("answers", summary) == ["failed": 1])
    }
  }

  @Test("A prompt for learning needs answers that passed and others that did not")
  func band() async throws {
    try await withScratchFolder { folder in
      var input: [JSONValue] = []
      for (sample, passed) in [("q0", 0), ("q1", 1), ("q2", 4), ("q3", 8)] {
        for index in 0..<8 {
          input.append(
            facetRow(
              sample, completion: index, response: "answer number \(index)",
              score: index < passed ? 1 : 0))
        }
      }
      for index in 0..<3 { input.append(facetRow("q4", completion: index, score: 1)) }
      try write(rows: input, to: folder + "/in.jsonl")
      let summary = try await export([folder + "/in.jsonl"], as: .rl, to: folder + "/out") {
        $0.make[0].score = "sql"
      }
      let made = try rows(at: folder + "/out/rl/train.jsonl")
      #expect(Set(made.map { $0["pass_rate"]?.number?.text }) == ["0.125", "0.5"])
      #expect(made.allSatisfy { $0["pass_of"]?.int == 8 && $0["ground_truth"] == "42" })
      #expect(
        reasons("selection", summary) == ["none_passed": 1, "all_passed": 1, "few_scored": 1])
    }
  }
}

import FacetJSON
import Testing

@testable import FacetTraining

@Suite("Prompts of the configuration and banned terms")
struct OwnPromptTests {
  private func row(_ sample: String, prompt: String, response: String, context: String? = nil)
    -> JSONValue
  {
    var row = facetRow(sample, response: response, context: context).object ?? [:]
    row["messages"] = [
      ["role": "system", "content": "You never play TextWorld games."],
      ["role": "user", "content": .string(prompt + (context ?? "about sample \(sample)"))],
      ["role": "assistant", "content": .string(response)],
    ]
    return .object(row)
  }

  @Test("A term in a strategy, a step or an opening drops no row; one in a sample or answer does")
  func keepsRows() async throws {
    try await withScratchFolder { folder in
      let strategy = "Do not mention alfworld.\n\n"
      try write(
        rows: [
          row("q1", prompt: strategy, response: "an answer of some words"),
          row("q2", prompt: strategy, response: "as in ALF World there"),
          row("q3", prompt: strategy, response: "another answer", context: "what alf-world is"),
          row("q4", prompt: "An opening on tw_ names. ", response: "another answer of words"),
        ], to: folder + "/in.jsonl")
      try write(
        """
        {"generation_time": "2026-01-01T00:00:00Z", "task_type": "t", "agent_perspectives": [
          {"condition": "Plain", "system": "You never play TextWorld games.", "strategy": "Do not mention alfworld.\\n\\n{{input}}"},
          {"condition": "Steps", "strategy": null,
            "steps": [{"name": "a", "prompt": "An opening on tw_ names. {{input}}"}]},
          {"condition": "Opening", "opening": [{"role": "user", "content": "TextWorld?"}]}]}
        """, to: folder + "/in.metadata.json")
      let summary = try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.contamination.keywords = ["alfworld", "alf_world", "textworld", "tw_"]
      }
      #expect(summary.kinds[0].splits[0].rows == 2)
      #expect(reasons("source", summary) == ["contaminated_keyword": 1])
      #expect(reasons("answers", summary) == ["contaminated_keyword": 1])
      #expect(reasons("final", summary) == [:])
      // What a run would send, an export keeps.
      let report = try await ExportVerification(folder: folder + "/out").run(code: nil)
      #expect(report.failures.map(\.reason) == [])
    }
  }

  @Test(
    "What a template shows in a system message is none of the configuration's",
    arguments: [true, false])
  func shownTexts(isKnown: Bool) async throws {
    try await withScratchFolder { folder in
      let rows = ["a plain draft of it", "a draft about alfworld"].enumerated().map {
        number, draft -> JSONValue in
        var row = facetRow("q\(number)", response: "a better text of it").object ?? [:]
        row["messages"] = [
          ["role": "system", "content": .string("Never on TextWorld. Improve this: " + draft)],
          ["role": "user", "content": .string("Improve the draft, number \(number).")],
          ["role": "assistant", "content": "a better text of it"],
        ]
        return .object(row)
      }
      try write(rows: rows, to: folder + "/in.jsonl")
      if isKnown {
        try write(
          """
          {"generation_time": "2026-01-01T00:00:00Z", "task_type": "t", "agent_perspectives": [
            {"condition": "Plain", "steps": [
              {"name": "a", "system": "Never on TextWorld. Improve this: {{draft}}",
                "prompt": "Improve the draft, number {{number}}."}]}]}
          """, to: folder + "/in.metadata.json")
      }
      let summary = try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.contamination.keywords = ["alfworld", "textworld"]
      }
      #expect(summary.kinds[0].splits[0].rows == (isKnown ? 1 : 2))
      let report = try await ExportVerification(folder: folder + "/out").run(code: nil)
      #expect(report.failures.map(\.reason) == [])
    }
  }
}

import FacetConfiguration
import FacetJSON
import FacetLedger
import FacetPlatform
import FacetRehearsal
import TestSupport
import Testing

@testable import Facet

@Suite("Scores in a run")
struct ScoreRunTests {
  private static let scores = #"""
    "scores": [
      {"name": "long", "kind": "length", "unit": "words", "min": 8},
      {"name": "vote", "kind": "agreement", "perspectives": "A"},
      {"name": "right", "kind": "equals", "against": "{{reference}}"},
      {"name": "all", "kind": "sum", "of": {"long": 0.5, "right": 1}}]
    """#

  private func task(_ scores: String = scores, more: String = "") throws -> TaskFixture {
    try TaskFixture(
      perspectives: #"""
        {"condition": "A", "strategy": "Say it.", "completions": 2},
        {"condition": "B", "strategy": "Say it briefly."}
        """#, members: scores + more)
  }

  @Test("Every cell has each score, aligned and in the order of the configuration")
  func cells() async throws {
    let run = try await task(more: #", "add_references": true"#).run()
    #expect(run.outcome.ending == .complete)
    for sample in run.tasks {
      let cells = try #require(sample["response_metadata"]?.array)
      for cell in cells {
        #expect(cell["scores"]?.object?.keys == ["long", "vote", "right", "all"])
      }
      // The reference is no answer.
      #expect(cells[0]["scores"]?.object?.members.allSatisfy { $0.value.isNull } == true)
      #expect(cells[3]["scores"]?["vote"] == .null)
      let responses = sample["responses"]?.array ?? []
      for (cell, response) in zip(cells, responses).dropFirst() {
        let words = response.string?.split { $0.isWhitespace }.count ?? 0
        #expect(cell["scores"]?["long"]?.number?.text == (words >= 8 ? "1.0" : "0.0"))
        #expect(cell["scores"]?["all"]?.number?.text == (words >= 8 ? "0.5" : "0.0"))
      }
    }
  }

  @Test("The metadata has means, intervals and nulls by perspective and model")
  func metadata() async throws {
    let run = try await task().run()
    let groups = try #require(run.metadata["scores"]?.array)
    #expect(
      groups.map { "\($0["name"]?.string ?? "") \($0["condition"]?.string ?? "")" }
        == ["long A", "long B", "vote A", "right A", "right B", "all A", "all B"])
    #expect(groups.allSatisfy { $0["model"] == "rehearsal-small" })
    #expect(groups[0]["scored"]?.int == 6)
    #expect(groups[0]["interval_95"]?.array?.count == 2)
    #expect(run.outcome.statistics.scores.count == 7)
  }

  @Test("Without scores a dataset has no sign of them")
  func withoutScores() async throws {
    let task = try TaskFixture()
    let text = String(decoding: try await task.run().bytes, as: UTF8.self)
    #expect(!text.contains("score"))
  }

  @Test("Rows have scores as numbers with a point, and the card declares them")
  func rows() async throws {
    let task = try task()
    task.options.output = task.folder.path(of: "out.jsonl")
    let run = try await task.run()
    let lines = String(decoding: run.bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 9)
    for line in lines { #expect(line.contains(#""scores":{"long":"#)) }
    #expect(!lines.contains { $0.contains(#""long":1,"#) || $0.contains(#""long":0,"#) })
    let card = String(
      decoding: try FileSystem.contents(of: task.folder.path(of: "README.md")), as: UTF8.self)
    #expect(
      card.contains("  - name: scores\n    struct:\n    - name: \"long\"\n      dtype: float64"))
  }

  @Test("A second run makes the same dataset and no score again; an edited scorer scores alone")
  func again() async throws {
    let task = try task()
    let ledger = task.folder.path(of: "data/agents/ledger.sqlite")
    let first = try await task.run()
    let before = try await scoreCount(in: ledger)
    // Beside the completions, the scores of three scorers; a sum is made of the others.
    #expect(before == 9 + 9 + 6 + 9)
    let second = try await task.run()
    #expect(second.maskedLines == first.maskedLines)
    #expect(second.outcome.calls.sent == 0)
    #expect(try await scoreCount(in: ledger) == before)
    task.configuration = try TaskFixture.configuration(
      perspectives: #"""
        {"condition": "A", "strategy": "Say it.", "completions": 2},
        {"condition": "B", "strategy": "Say it briefly."}
        """#, members: Self.scores.replacing(#""min": 8"#, with: #""min": 1"#),
      in: task.folder.path)
    task.configuration.retry.timeout = .seconds(20)
    let third = try await task.run()
    #expect(third.outcome.calls.sent == 0)
    #expect(try await scoreCount(in: ledger) == before + 9)
    #expect(third.cells.allSatisfy { $0["scores"]?["long"]?.number?.text == "1.0" })
  }

  @Test("Scores from the ledger alone send nothing, and say what is missing")
  func ledgerAlone() async throws {
    let task = try task(#""scores": [{"name": "long", "kind": "length", "min": 1}]"#)
    task.options.limit = 2
    _ = try await task.run()
    task.options.limit = nil
    task.options.usesOnlyLedger = true
    let run = try await task.run()
    #expect(run.statistics.requests == 0)
    #expect(run.outcome.ending == .partial("3 cells have no answer in the ledger"))
    #expect(run.outcome.exitStatus == 3)
    #expect(run.outcome.datasetPath.hasSuffix(".partial.json"))
    #expect(run.cells.prefix(6).allSatisfy { $0["scores"]?["long"]?.number?.text == "1.0" })
    #expect(run.cells.suffix(3).allSatisfy { $0["scores"]?["long"] == .null })
  }

  @Test("Scores from the ledger alone find the steps that several cells share")
  func sharedSteps() async throws {
    let task = try TaskFixture(
      perspectives: #"""
        {"condition": "A", "reading": "Read it.", "strategy": "Say it.", "completions": 2}
        """#, members: #""scores": [{"name": "long", "kind": "length", "min": 1}]"#)
    let first = try await task.run()
    task.options.usesOnlyLedger = true
    let second = try await task.run()
    #expect(second.outcome.ending == .complete)
    #expect(second.maskedLines == first.maskedLines)
    #expect(second.outcome.calls.sent == 0)
    #expect(second.outcome.reused == first.outcome.calls.sent)
  }

  @Test("A score that must not be missing fails its cell")
  func fails() async throws {
    let task = try TaskFixture(
      members:
        #""scores": [{"name": "n", "kind": "equals", "extract": "boxed", "against": "1", "missing": "fail"}]"#
    )
    let run = try await task.run()
    #expect(run.outcome.ending == .completeWithFailures)
    #expect(run.statuses == ["failed", "failed", "failed"])
    #expect(run.errorClasses == ["score", "score", "score"])
    #expect(
      run.cells[0]["error"]?["message"]
        == "the score 'n' has no value (no_extract), and its 'missing' is 'fail'")
  }

  @Test("A field that no sample has is a mistake at its place in the score")
  func unknownField() throws {
    let task = try TaskFixture(
      members: #""scores": [{"name": "n", "kind": "equals", "against": "{{referense}}"}]"#)
    task.options.requiresKeys = false
    let error = #expect(throws: PlanError.self) {
      try DataGenerationPipeline(configuration: task.configuration, options: task.options)
    }
    #expect(
      error?.description.contains(
        "the samples have no field 'referense'; did you mean 'reference'?") == true)
  }

  @Test("Worthless answers are told to win a score that they win")
  func attack() async throws {
    let task = try task(
      #"""
      "scores": [
        {"name": "form", "kind": "react"},
        {"name": "long", "kind": "length", "min": 30},
        {"name": "right", "kind": "equals", "against": "{{reference}}"},
        {"name": "vote", "kind": "agreement"},
        {"name": "sum", "kind": "sum", "of": {"form": 1, "long": 0.5}}]
      """#)
    task.options.requiresKeys = false
    let findings = try await ScoreAttack(
      configuration: task.configuration, options: task.options
    ).findings()
    #expect(findings.map(\.name) == ["form", "long", "right", "vote", "sum"])
    #expect(findings.map(\.isGamed) == [true, true, false, false, true])
    #expect(findings[0].best?.name == "form")
    #expect(findings[3].reason == "its number depends on other completions")
  }

  private func scoreCount(in ledger: String) async throws -> Int {
    try await Ledger.withLedger(at: ledger) { ledger in
      try await ledger.check { _ in true }.rows
    }
  }
}

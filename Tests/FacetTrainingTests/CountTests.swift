import FacetJSON
import FacetPlatform
import Testing

@testable import FacetTraining

@Suite("What is counted once")
struct CountTests {
  private func metadata(_ folder: String) throws -> JSONValue {
    try ResponseJSON.value(of: try FileSystem.contents(of: folder + "/metadata.json"))
  }

  private func answers(_ folder: String, _ scores: [Double]) throws -> String {
    try write(
      rows: scores.enumerated().map { index, score in
        facetRow(
          "q1", completion: index, response: "answer \(index)", score: .number(JSONNumber(score)))
      }, to: folder + "/in.jsonl")
    return folder + "/in.jsonl"
  }

  @Test("An answer in several rows was paid for once", arguments: [("all", 4), ("adjacent", 4)])
  func paysOnce(pairs: String, answers count: Int) async throws {
    try await withScratchFolder { folder in
      let input = try answers(folder, [1, 0.75, 0.5, 0.25])
      try await export([input], as: .dpo, to: folder + "/out") {
        $0.make[0].pairs = MakeRules.Pairs(rawValue: pairs) ?? .bestWorst
      }
      let cost = try metadata(folder + "/out")["cost_usd"]
      #expect(cost?["of_rows"]?["dpo"]?.double == Double(count) / 10_000)
      #expect(cost?["of_all_answers"]?.double == 0.0004)
    }
  }

  @Test("Answers of two files of a source are two, also to samples of one name")
  func paysForEachFile() async throws {
    try await withScratchFolder { folder in
      for name in ["a", "b"] {
        try write(
          rows: (0..<2).map { index in
            facetRow(
              "q1", completion: index, response: "answer \(index)",
              score: .number(JSONNumber(index)), context: "What stands in the file \(name)?")
          }, to: "\(folder)/\(name).jsonl")
      }
      try await export([], as: .dpo, to: folder + "/out") {
        $0.sources = [TrainingSource(name: "s", paths: [folder + "/a.jsonl", folder + "/b.jsonl"])]
      }
      let cost = try metadata(folder + "/out")["cost_usd"]
      #expect(cost?["of_rows"]?["dpo"]?.double == 0.0004)
      #expect(cost?["of_all_answers"]?.double == 0.0004)
    }
  }

  @Test("What two kinds read and leave out is found once")
  func findsOnce() async throws {
    try await withScratchFolder { folder in
      let row = { (sample: String, index: Int, context: String?, answer: String) in
        facetRow(
          sample, completion: index, response: answer, score: .number(JSONNumber(index)),
          context: context)
      }
      try write(
        rows: [
          row("q1", 0, "all about alfworld", "an answer"), row("q2", 0, nil, "as in alf_world"),
          row("q2", 1, nil, "an answer of words"), row("q2", 2, nil, "more alfworld words"),
          row("q3", 0, nil, "one answer"), row("q3", 1, nil, "another answer"),
        ], to: folder + "/in.jsonl")
      try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.make += [MakeRules(.dpo), MakeRules(.kto)]
        $0.contamination.keywords = ["alfworld", "alf_world"]
      }
      let found = try metadata(folder + "/out")["contamination"]?["found"]
      #expect(found?["source"]?["keywords"] == ["alfworld": 1])
      #expect(
        found?["completion"]?["keywords"]?.object?.members.reduce(0) { $0 + ($1.value.int ?? 0) }
          == 2)
      #expect(found?["completion"]?["examples"]?.array?.count == 2)
    }
  }

  @Test("A group has the same split in every kind, also with exact shares")
  func splitsAlike() async throws {
    try await withScratchFolder { folder in
      try write(
        rows: (0..<40).flatMap { sample in
          // Half of the samples give no pair, so that kinds differ in size.
          (0..<(sample % 3 + 1)).map { index in
            facetRow(
              "q\(sample)", completion: index, response: "answer \(index) to \(sample)",
              score: .number(JSONNumber(index % 2)))
          }
        }, to: folder + "/in.jsonl")
      try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.make.append(MakeRules(.dpo))
        $0.split.shares = FolderTests.shares
        $0.split.isExact = true
      }
      var splits: [String: Set<String>] = [:]
      for kind in ["sft", "dpo"] {
        for split in ["train", "validation", "test"] {
          let path = "\(folder)/out/\(kind)/\(split).jsonl"
          for row in (try? rows(at: path)) ?? [] {
            splits[row["group"]?.string ?? "", default: []].insert(split)
          }
        }
      }
      #expect(splits.count == 40)
      #expect(splits.values.allSatisfy { $0.count == 1 })
      let report = try await ExportVerification(folder: folder + "/out").run(code: nil)
      #expect(report.holds)
    }
  }
}

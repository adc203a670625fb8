import FacetJSON
import FacetPlatform
import Testing

@testable import FacetTraining

@Suite("Scores and files that are checked again")
struct ScoreVerificationTests {
  /// Pairs ranked by a number in the answer, with the scorer in the rows' companion.
  private func pairs(
    in folder: String, kind: TrainingKind = .dpo, fields: [String]? = nil,
    parquet: Bool = false, score: String? = nil,
    right: (Int) -> JSONValue = { .number(JSONNumber($0)) }
  ) async throws -> String {
    let input = (0..<6).flatMap { sample in
      (0..<2).map { index -> JSONValue in
        var row =
          facetRow(
            "q\(sample)", completion: index, response: "The number is \(sample + index * 9).",
            score: index == 0 ? 1 : 0
          ).object ?? [:]
        row["fields"] = ["right": right(sample), "id": "x"]
        return .object(row)
      }
    }
    try write(rows: input, to: folder + "/in.jsonl")
    try write(
      """
      {"task_type": "t", "generation_time": "2026-01-01T00:00:00Z", "agent_perspectives": [],
       "scorers": [{"name": "sql", "kind": "number", "against": "{{right}}",
         "extract": "last_number"}]}
      """, to: folder + "/in.metadata.json")
    try await export([folder + "/in.jsonl"], as: kind, to: folder + "/out") {
      $0.make[0].fields = fields
      $0.make[0].score = score
      $0.form.parquet = parquet
    }
    return folder + "/out"
  }

  private func change(_ path: String, _ old: String, _ new: String) throws {
    let text = String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
    let changed = text.replacing(old, with: new)
    #expect(changed != text)
    try write(changed, to: path)
  }

  @Test(
    "Scores are made again from the rows alone",
    arguments: [(TrainingKind.dpo, 6), (.kto, 12), (.sft, 12)])
  func makesScores(kind: TrainingKind, count: Int) async throws {
    try await withScratchFolder { folder in
      let out = try await pairs(in: folder, kind: kind)
      FileSystem.remove(folder + "/in.jsonl")
      FileSystem.remove(folder + "/in.metadata.json")
      let report = try await ExportVerification(folder: out).run(code: nil)
      #expect(report.holds && report.executed == count)
      #expect(report.gaps == [])
      try change("\(out)/\(kind.rawValue)/train.jsonl", "number is 3.", "number is 4.")
      let changed = try await ExportVerification(folder: out).run(code: nil)
      #expect(changed.failedRows.count == 1)
      #expect(changed.failures.contains { $0.reason.contains("the score 'sql' is 0.0") })
    }
  }

  @Test("A score against a list of texts is made again from its column")
  func readsLists() async throws {
    try await withScratchFolder { folder in
      let out = try await pairs(in: folder) { [.string("none"), .string("\($0)")] }
      let report = try await ExportVerification(folder: out).run(code: nil)
      #expect(report.holds && report.executed == 6, "\(report.failures)")
      #expect(report.gaps == [])
    }
  }

  @Test(
    "A card that leads loaders elsewhere is found, and a person's words are not a fault",
    arguments: [
      (
        "path: \"dpo/train.jsonl\"", "path: \"dpo/other.jsonl\"", "'path: \"dpo/other.jsonl\"', not"
      ),
      ("  - split: train\n", "  - split: test\n", "'- split: test', not '- split: train'"),
      ("    list: json\n", "    dtype: string\n", "not 'list: json'"),
      ("configs:\n", "configs: []\nold:\n", "'configs: []', not 'configs:'"),
      ("\n---\n", "\n\"configs\":\n- config_name: other\n---\n", "not"),
      ("## Contents", "## What a person wrote\n\n## Contents", nil),
      ("---\nlicense", "---\narxiv: 1\nlicense", nil),
    ] as [(String, String, String?)])
  func checksCards(old: String, new: String, fault: String?) async throws {
    try await withScratchFolder { folder in
      let out = try await pairs(in: folder)
      let text = String(decoding: try FileSystem.contents(of: out + "/README.md"), as: UTF8.self)
      let place = old.hasPrefix("---\n") ? "---\npretty_name" : old
      let put = old.hasPrefix("---\n") ? "---\narxiv: 1\npretty_name" : new
      let changed = text.replacing(place, with: put, maxReplacements: 1)
      #expect(changed != text)
      try write(changed, to: out + "/README.md")
      let report = try await ExportVerification(folder: out).run(code: nil)
      #expect(report.holds == (fault == nil), "\(report.fileFaults)")
      if let fault {
        #expect(report.fileFaults.contains { $0.contains(fault) }, "\(report.fileFaults)")
      }
    }
  }

  @Test("Counts of the metadata that are not those of the rows are found")
  func checksCounts() async throws {
    try await withScratchFolder { folder in
      let out = try await pairs(in: folder)
      try change(out + "/metadata.json", "\"train\": 6", "\"train\": 7")
      let report = try await ExportVerification(folder: out).run(code: nil)
      #expect(
        report.fileFaults.contains("'metadata.json' counts 7 rows of 'dpo/train', which has 6"))
      #expect(
        report.fileFaults.contains("'metadata.json' counts 7 groups of 'dpo/train', which has 6"))
    }
  }

  @Test(
    "Rows of Parquet are checked like others",
    .enabled(if: ProgramPath.path(of: "duckdb") != nil, "needs the program 'duckdb'"))
  func readsParquet() async throws {
    try await withScratchFolder { folder in
      let out = try await pairs(in: folder, parquet: true)
      let report = try await ExportVerification(folder: out).run(code: nil)
      #expect(report.holds && report.rows == 6 && report.executed == 6)
      #expect(report.gaps == [])
    }
  }

  @Test("A score that depends on more than rows hold is told, not doubted")
  func tellsUnrepeatable() async throws {
    try await withScratchFolder { folder in
      let out = try await pairs(in: folder)
      try change(out + "/metadata.json", "\"kind\": \"number\"", "\"kind\": \"agreement\"")
      let report = try await ExportVerification(folder: out).run(code: nil)
      #expect(report.failedRows == [])
    }
  }

  @Test("A sum is not doubted where a part does not score every sample")
  func tellsConditionalParts() async throws {
    try await withScratchFolder { folder in
      let out = try await pairs(in: folder, score: "sql")
      let metadata = out + "/metadata.json"
      let sum = #"{"name": "sql", "kind": "sum", "of": {"part": 1}, "missing": 0.5}, "#
      let part = #""name": "part", "where": {"a": [1]}, "perspectives": ["A"]"#
      try change(metadata, #""name": "sql""#, part)
      try change(metadata, #""scorers": ["#, #""scorers": ["# + sum)
      let report = try await ExportVerification(folder: out).run(code: nil)
      #expect(report.failedRows == [] && report.executed == 0 && report.compared == report.rows)
      FileSystem.remove(folder + "/in.jsonl")
      let alone = try await ExportVerification(folder: out).run(code: nil)
      #expect(alone.failedRows == [] && alone.compared == 0)
      #expect(
        alone.gaps == [
          "the score 'sql' depends on more than rows hold, and its source files are missing or have changed, "
            + "or lack the answers (6 rows)"
        ])
    }
  }
}

import FacetJSON
import FacetPlatform
import Testing

@testable import FacetTraining

@Suite("Verification of an export")
struct VerificationTests {
  private static func pairs(_ folder: String) async throws -> String {
    let input = (0..<12).flatMap { sample in
      (0..<3).map { index in
        facetRow(
          "q\(sample)", completion: index, response: "answer \(index) to sample \(sample)",
          score: [1, 0.5, 0][index])
      }
    }
    try write(rows: input, to: folder + "/in.jsonl")
    try await export([folder + "/in.jsonl"], as: .dpo, to: folder + "/out") {
      $0.split.shares = FolderTests.shares
      $0.contamination.keywords = ["tw_"]
    }
    return folder + "/out"
  }

  @Test("An export holds as it was written")
  func holds() async throws {
    try await withScratchFolder { folder in
      let out = try await Self.pairs(folder)
      let report = try await ExportVerification(folder: out).run(code: nil)
      #expect(report.holds && report.rows == 12 && report.compared == 12)
      #expect(report.gaps == [])
      FileSystem.remove(folder + "/in.jsonl")
      let alone = try await ExportVerification(folder: out).run(code: nil)
      #expect(alone.holds && alone.compared == 0)
      #expect(
        alone.gaps == [
          "scores of 's0' were not made again: its files declare no scorer for them, and its source files are "
            + "missing or have changed, or lack the answers (12 rows)"
        ])
    }
  }

  @Test(
    "Scores that rows do not give again are compared with those of the sources",
    arguments: [
      (TrainingKind.dpo, #""chosen_score":1.0"#, #""chosen_score":0.9"#, "the score 1.0, not 0.9"),
      (.dpo, #""rejected_score":0.0"#, #""rejected_score":0.25"#, "the score 0.0, not 0.25"),
      (.sft, #""score":0.5"#, #""score":0.75"#, "the score 0.5, not 0.75"),
      (.kto, #""label":true"#, #""label":false"#, "the score 1.0, so the label is wrong"),
      (.kto, #""label":false"#, #""label":true"#, "the score 0.0, so the label is wrong"),
    ])
  func compares(kind: TrainingKind, old: String, new: String, reason: String) async throws {
    try await withScratchFolder { folder in
      let scores: [JSONValue] = [1, 0.5, 0]
      let input = (0..<3).map {
        facetRow("q1", completion: $0, response: "answer \($0)", score: scores[$0])
      }
      try write(rows: input, to: folder + "/in.jsonl")
      try write(
        #"{"task_type": "t", "generation_time": "2026-01-01T00:00:00Z", "agent_perspectives": [], "#
          + #""scorers": [{"name": "sql", "kind": "pairwise", "prompt": "{{first}} {{second}}?"}]}"#,
        to: folder + "/in.metadata.json")
      try await export([folder + "/in.jsonl"], as: kind, to: folder + "/out")
      let report = try await ExportVerification(folder: folder + "/out").run(code: nil)
      #expect(report.holds && report.compared == report.rows && report.executed == 0)
      #expect(report.gaps == [])
      let path = folder + "/out/\(kind.rawValue)/train.jsonl"
      let text = String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
      let changed = text.replacing(old, with: new)
      #expect(changed != text)
      try write(changed, to: path)
      let tampered = try await ExportVerification(folder: folder + "/out").run(code: nil)
      #expect(Set(tampered.failures.map(\.reason)).contains("its source gives " + reason))
    }
  }

  @Test(
    "Values from sources in Parquet are made again",
    .enabled(if: ProgramPath.path(of: "duckdb") != nil, "needs the program 'duckdb'"))
  func readsParquetSources() async throws {
    try await withScratchFolder { folder in
      let input = (0..<3).flatMap { sample in
        (0..<4).map {
          facetRow(
            "q\(sample)", completion: $0, response: "answer \($0)", score: $0 <= sample ? 1 : 0)
        }
      }
      try write(rows: input, to: folder + "/in.jsonl")
      try DuckDB().run(
        "COPY (SELECT * FROM read_json('\(folder)/in.jsonl')) TO '\(folder)/in.parquet'")
      try await export([folder + "/in.parquet"], as: .rl, to: folder + "/out") {
        $0.make.append(MakeRules(.dpo))
      }
      FileSystem.removeFolder(folder + "/.facet-parquet")
      let report = try await ExportVerification(folder: folder + "/out").run(code: nil)
      #expect(report.holds && report.rows == 6 && report.executed == 3 && report.compared == 3)
      #expect(report.gaps == [])
      #expect(!FileSystem.exists(folder + "/.facet-parquet"))
    }
  }

  @Test("Kinds that say the same, and pairs of one prompt, hold in every consumer's form")
  func holdsInKinds() async throws {
    try await withScratchFolder { folder in
      try write(
        rows: (0..<3).map { index in
          facetRow("q1", completion: index, response: "answer \(index)", score: [1, 0.5, 0][index])
        }, to: folder + "/in.jsonl")
      for target in [RowForm.Target.trl, .llamafactory] {
        try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
          $0.form.target = target
          var pairs = MakeRules(.dpo)
          pairs.pairs = .all
          $0.make += [MakeRules(.kto), pairs]
        }
        let report = try await ExportVerification(folder: folder + "/out").run(code: nil)
        #expect(report.rows == 9)
        #expect(report.failures.map(\.reason) == [])
      }
    }
  }

  @Test(
    "What rows take from their sources is not called made again",
    arguments: [
      (TrainingKind.rl, RowForm.Target.trl, "pass rates of 's0'"),
      (.rl, .verl, "pass rates of 's0'"), (.kto, .trl, "labels of 's0'"),
      (.sft, .trl, "scores of 's0'"),
    ])
  func names(kind: TrainingKind, target: RowForm.Target, noun: String) async throws {
    try await withScratchFolder { folder in
      try write(
        rows: (0..<4).map { facetRow("q1", completion: $0, score: $0 < 2 ? 1 : 0) },
        to: folder + "/in.jsonl")
      try await export([folder + "/in.jsonl"], as: kind, to: folder + "/out") {
        $0.form.target = target
        $0.form.parquet = false
      }
      FileSystem.remove(folder + "/in.jsonl")
      let report = try await ExportVerification(folder: folder + "/out").run(code: nil)
      #expect(report.holds && report.executed == 0)
      #expect(report.gaps.count == 1)
      #expect(report.gaps.first?.hasPrefix(noun + " were not made again") == true)
      #expect(report.gaps.first?.hasSuffix(" (1 row)") == true)
    }
  }

  @Test(
    "Pass rates are counted again from the answers in the sources, in every consumer's form",
    arguments: [RowForm.Target.trl, .verl, .openai, .nemoGym])
  func countsPassRates(target: RowForm.Target) async throws {
    try await withScratchFolder { folder in
      let input = (0..<3).flatMap { sample in
        (0..<4).map { facetRow("q\(sample)", completion: $0, score: $0 <= sample ? 1 : 0) }
      }
      try write(rows: input, to: folder + "/in.jsonl")
      try await export([folder + "/in.jsonl"], as: .rl, to: folder + "/out") {
        $0.form.target = target
      }
      let report = try await ExportVerification(folder: folder + "/out").run(code: nil)
      #expect(report.holds && report.executed == 3 && report.gaps == [])
      // A rate that agrees with its own count, but not with the answers.
      let path = folder + "/out/rl/train.jsonl"
      let text = String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
        .replacing(
          "\"pass_rate\":0.25,\"pass_count\":1", with: "\"pass_rate\":0.5,\"pass_count\":2")
      try write(text, to: path)
      let tampered = try await ExportVerification(folder: folder + "/out").run(code: nil)
      #expect(
        tampered.failures.map(\.reason) == [
          "its source gives 'pass_count' as 1, not 2",
          "its source gives 'pass_rate' as 0.25, not 0.5",
        ])
    }
  }

  @Test(
    "Every change of a row is found",
    arguments: [
      (#""chosen_score":1.0"#, #""chosen_score":0.05"#, "differ too little"),
      ("answer 0 to", "tell of tw_cooking to", "contains 'tw_'"),
      (#""group":""#, #""group":"z"#, "belongs to"),
      ("{\"prompt\"", "{\"prompt", "not JSON"),
    ])
  func finds(old: String, new: String, reason: String) async throws {
    try await withScratchFolder { folder in
      let out = try await Self.pairs(folder)
      let path = out + "/dpo/train.jsonl"
      let text = String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
      let changed = text.replacing(old, with: new)
      #expect(changed != text)
      try write(changed, to: path)
      let report = try await ExportVerification(folder: out).run(code: nil)
      #expect(!report.holds)
      #expect(
        report.fileFaults.first
          == "'dpo/train.jsonl' is not what was exported: its digest differs")
      #expect(report.failures.contains { $0.reason.contains(reason) })
    }
  }

  @Test("A manifest that leads out of the folder does not hold")
  func findsEscapes() async throws {
    try await withScratchFolder { folder in
      let out = try await Self.pairs(folder)
      let path = out + "/facet.json"
      let text = String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
      try write(text.replacing("\"dpo/train.jsonl\"", with: "\"../in.jsonl\""), to: path)
      let report = try await ExportVerification(folder: out).run(code: nil)
      #expect(report.fileFaults.first == "'facet.json' lists what is no file of the folder")
    }
  }

  @Test("A file that cannot be read ends its check")
  func endsAtUnreadable() async throws {
    try await withScratchFolder { folder in
      let out = try await Self.pairs(folder)
      FileSystem.remove(out + "/dpo/train.jsonl")
      try FileSystem.makeDirectories(out + "/dpo/train.jsonl")
      let report = try await ExportVerification(folder: out).run(code: nil)
      let place = "'dpo/train.jsonl' was not read to its end: cannot read '\(out)/dpo/train.jsonl'"
      #expect(report.fileFaults.contains { $0.hasPrefix(place) }, "\(report.fileFaults)")
    }
  }

  @Test("A row in two splits is found")
  func findsLeaks() async throws {
    try await withScratchFolder { folder in
      let out = try await Self.pairs(folder)
      let text = String(
        decoding: try FileSystem.contents(of: out + "/dpo/train.jsonl"), as: UTF8.self)
      let line = try #require(text.split(separator: "\n").first)
      try write(String(line) + "\n", to: out + "/dpo/test.jsonl")
      let report = try await ExportVerification(folder: out).run(code: nil)
      #expect(
        report.failures.contains { $0.reason.contains("is also in 'train'") }
          || report.failures.contains { $0.reason.contains("belongs to 'train'") })
    }
  }
}

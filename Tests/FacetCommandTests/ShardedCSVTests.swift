import FacetPlatform
import Foundation
import TestSupport
import Testing

/// Whether `facet` is built, and this machine has what runs code about CSV files.
private let canRun =
  KillableProcess.executable != nil && FileSystem.exists("/usr/bin/bwrap")
  && FileSystem.exists("/usr/lib/python3/dist-packages/pandas")

@Suite("The shards of runs about CSV files", .enabled(if: canRun, "no sandbox is here"))
struct ShardedCSVTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    var rows = ["day,shop,weather,visitors,revenue"]
    for number in 0..<90 {
      let shop = ["North", "South", "East"][number * 7 % 3]
      let weather = ["sun", "rain", "snow", "fog"][number * 5 % 4]
      rows.append(
        "2024-\(1 + number / 28)-\(1 + number % 28),\(shop),\(weather),\(20 + number * 37 % 101),"
          + "\(100 + number * 53 % 997).\(number % 10)")
    }
    for name in ["shops", "stalls"] {
      try folder.write(rows.joined(separator: "\n") + "\n", to: name + ".csv")
      rows.removeLast(7)
    }
  }

  /// Runs `facet` offline; its prompts are the project's own.
  private func facet(_ words: String, ledger: String? = nil) async throws {
    let root = FileSystem.parent(of: FileSystem.parent(of: FileSystem.parent(of: #filePath)))
    var environment = ["FACET_HOME": root, "PATH": "/usr/bin:/bin"]
    environment["FACET_LEDGER"] = ledger
    let process = try KillableProcess(
      words.split(separator: " ").map(String.init), in: folder.path, environment: environment,
      name: "run")
    let ending = try await process.ending()
    let said = try text("run.err")
    #expect(ending == .exited(0), "facet \(words): \(said)")
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try FileSystem.contents(of: folder.path(of: name)), as: UTF8.self)
  }

  /// A file without the times that were measured.
  private func masked(_ name: String) throws -> String {
    try text(name).replacing(/"timing":\{[^}]*\}/, with: "")
      .replacing(/"(seconds|timestamp|elapsed)":("[^"]*"|[0-9.e-]+)/, with: "")
  }

  @Test("Episodes of three shards are those of one process")
  func episodes() async throws {
    try await facet("questions --csv shops.csv --max-questions 4 -o q --no-progress")
    let words = "episodes --questions-dir q --offline --n-consistency 3 --no-progress -o "
    for shard in [2, 0, 1] {
      try await facet(words + "all.jsonl --shard \(shard)/3 --shards-dir parts")
    }
    #expect(!FileSystem.exists(folder.path(of: "all.jsonl")))
    try await facet("merge parts")
    #expect(try text("run.out") == "all.jsonl\n")
    try await facet(words + "one.jsonl", ledger: "one.sqlite")
    let merged = try masked("all.jsonl")
    #expect(merged.split(separator: "\n").count == 4)
    #expect(try merged == masked("one.jsonl"))
    #expect(try text("all.questions.jsonl") == text("one.questions.jsonl"))
    try await facet("merge parts")
    #expect(try masked("all.jsonl") == merged)
  }

  @Test("Questions of two shards are those of one process")
  func questions() async throws {
    let words =
      "questions --llm --offline --model m --csv shops.csv stalls.csv --max-questions 3 "
      + "--no-progress -o "
    for shard in 0..<2 { try await facet(words + "all --shard \(shard)/2 --shards-dir parts") }
    #expect(!FileSystem.exists(folder.path(of: "all/shops/questions.json")))
    try await facet("merge parts")
    try await facet(words + "one", ledger: "one.sqlite")
    for name in ["shops", "stalls"] {
      let questions = try text("all/\(name)/questions.json")
      #expect(try questions == text("one/\(name)/questions.json"))
      #expect(questions.contains("\"question_text\""))
      #expect(
        try masked("all/\(name)/explorations.jsonl") == masked("one/\(name)/explorations.jsonl"))
    }
  }
}

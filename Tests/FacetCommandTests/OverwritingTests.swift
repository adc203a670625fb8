import FacetJSON
import FacetPlatform
import Glibc
import TestSupport
import Testing

@testable import FacetCommand

@Suite(
  "Files that a run must not write over",
  .enabled(if: KillableProcess.executable != nil), .serialized)
struct OverwritingTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.write(#"[{"input": "x", "id": "a"}]"#, to: "data/d.json")
    try folder.write("Say it: {{input}}", to: "prompt.md")
    try folder.write("a,b\n1,2\n", to: "table.csv")
    try folder.write("KEY=secret\n", to: ".env")
    try folder.write(Self.task("t"), to: "task.json")
    try folder.write(Self.task("other"), to: "other.json")
    try folder.write("notes", to: "notes.json")
    try folder.write("{\"input\": 1}\n", to: "notes.jsonl")
    try folder.write("notes", to: "notes.html")
    unsafe symlink("data/d.json", folder.path(of: "link.json"))
    unsafe link(folder.path(of: "task.json"), folder.path(of: "hard.json"))
  }

  private static func task(_ type: String) -> String {
    """
    {"task_type": "\(type)", "task_description": "d",
    "model_config": {"model_name": "gpt-5-mini", "max_tokens": 20},
    "agent_perspectives": [{"condition": "A", "strategy": {"file": "prompt.md"}}],
    "data_config": {"input_data_path": "data/d.json"}}
    """
  }

  private func run(_ arguments: [String]) async throws -> (KillableProcess.Ending, said: String) {
    let process = try KillableProcess(
      arguments, in: folder.path, environment: ["FACET_LEDGER": "l.sqlite"], name: "p")
    let ending = try await process.ending()
    let said = try FileSystem.contents(of: folder.path(of: "p.err"))
    return (ending, String(decoding: said, as: UTF8.self))
  }

  private func contents(_ name: String) throws -> [UInt8] {
    try FileSystem.contents(of: folder.path(of: name))
  }

  /// Files that no output option may name, but for those that the run itself writes.
  private static let taken = [
    "data/d.json", "./data/../data/d.json", "link.json", "task.json", "hard.json", "prompt.md",
    "table.csv", ".env", "notes.json", "notes.jsonl", "l.sqlite", "l.sqlite-wal", "l.sqlite-shm",
    "rows.metadata.json", "data",
  ]

  @Test(
    "Are refused by every output option, and stay unchanged",
    arguments: [
      ("--events", taken + ["out.json", "out.partial.json", "rows.jsonl"]),
      // A run may always write its own output again, and a complete one leaves no part.
      ("-o", taken),
    ])
  func refused(option: String, paths: [String]) async throws {
    #expect(try await run(["run", "task.json", "--offline", "-o", "out.json"]).0 == .exited(0))
    #expect(try await run(["run", "task.json", "--offline", "-o", "rows.jsonl"]).0 == .exited(0))
    for path in paths {
      let before = path == "data" ? [] : (try? contents(path)) ?? []
      let arguments = ["run", "task.json", "--offline", option, path]
      let (ending, said) = try await run(arguments + (option == "-o" ? [] : ["-o", "out.json"]))
      #expect(ending == .exited(2), "\(path): \(said)")
      #expect(
        said.contains("\(path)'") || said.contains("must name different files"), "\(said)")
      if path != "data" { #expect(((try? contents(path)) ?? []) == before, "\(path)") }
    }
  }

  @Test("The dataset of another task is refused, and so is a rehearsal over paid answers")
  func otherRuns() async throws {
    #expect(try await run(["run", "task.json", "--offline", "-o", "out.json"]).0 == .exited(0))
    let (ending, said) = try await run(["run", "other.json", "--offline", "-o", "out.json"])
    #expect(ending == .exited(2))
    #expect(said.contains("'out.json' is a dataset of another run, of the task 't'"))
    let paid = String(decoding: try contents("out.json"), as: UTF8.self)
      .replacing("\"rehearsal\": true", with: "\"rehearsal\": false")
    try folder.write(paid, to: "out.json")
    #expect(try await run(["run", "task.json", "--offline", "-o", "out.json"]).0 == .exited(2))
    #expect(try contents("out.json") == Array(paid.utf8))
  }

  @Test("A resumed run appends its events to those of the previous session")
  func appended() async throws {
    let arguments = ["run", "task.json", "--offline", "-o", "out.json", "--events", "e.jsonl"]
    #expect(try await run(arguments).0 == .exited(0))
    let first = try contents("e.jsonl")
    #expect(try await run(arguments).0 == .exited(0))
    let second = try contents("e.jsonl")
    #expect(second.starts(with: first))
    #expect(second.count > first.count)
  }

  @Test("A report refuses to overwrite other files")
  func report() async throws {
    #expect(try await run(["run", "task.json", "--offline", "-o", "out.json"]).0 == .exited(0))
    #expect(try await run(["report", "out.json", "-o", "notes.html"]).0 == .exited(2))
    #expect(try contents("notes.html") == Array("notes".utf8))
    #expect(try await run(["report", "out.json"]).0 == .exited(0))
    #expect(try await run(["report", "out.json"]).0 == .exited(0))
  }

  @Test("A command that fails prints a document if JSON was requested")
  func failures() async throws {
    for arguments in [
      ["run", "nope.json", "--json"], ["check", "nope.json", "--json"],
      ["run", "task.json", "--json", "--samples", "2:1"], ["status", "--json", "--ledger", "none"],
      ["models", "resolve", "x", "--provider", "nobody", "--json"],
      ["run", "task.json", "--json", "--events", "task.json"],
    ] {
      let (ending, said) = try await run(arguments)
      #expect(ending == .exited(2), "\(arguments): \(said)")
      let document = try ResponseJSON.value(of: try contents("p.out"))
      #expect(document["exit_status"] == 2, "\(arguments)")
    }
  }
}

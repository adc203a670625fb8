import ArgumentParser
import FacetPlatform
import TestSupport
import Testing

@testable import FacetCommand

@Suite("Words of a command line")
struct CommandWordTests {
  @Test(
    "A negative number belongs to the option before it",
    arguments: [
      ("run a.json --budget-usd -1", "run a.json --budget-usd=-1"),
      ("run --samples -5:2 a.json", "run --samples=-5:2 a.json"),
      ("run --set seed=1 -1", "run --set seed=1 -1"),
      ("run --offline=x -1", "run --offline=x -1"),
      ("run -n -1 --events -", "run -n -1 --events -"),
      ("launch slurm a.json -- --limit -1", "launch slurm a.json -- --limit -1"),
      ("-1", "-1"),
    ])
  func joins(words: String, joined: String) {
    #expect(
      CommandWord.joiningNegativeNumbers(words.split(separator: " ").map(String.init))
        .joined(separator: " ") == joined)
  }

  @Test(
    "A file in the wrong place is told where it goes",
    arguments: [
      ("questions a.csv", "CSV files follow '--csv'"),
      ("contamination a.jsonl", "Files follow 'check'"),
      ("launch slurm a.json --shards 4 --limit 3", "Options of the run follow two dashes"),
      ("run a.json b.json", nil),
    ] as [(String, String?)])
  func advises(words: String, advice: String?) throws {
    let words = words.split(separator: " ").map(String.init)
    let error = #expect(throws: (any Error).self) { try FacetCommand.parseAsRoot(words) }
    let message = error.map { FacetCommand.message(for: $0) } ?? ""
    let told = CommandWord.advice(on: message, about: words)
    #expect(told?.hasPrefix(advice ?? "") == (advice.map { _ in true }))
  }

  @Test(
    "A mistake that a run finds has one line and status 2",
    .enabled(if: KillableProcess.executable != nil),
    arguments: [
      ("tasks verify nope", "error: there is no folder 'nope'\n"),
      ("tasks pack nope -o x.parquet", "error: there is no folder 'nope'\n"),
      ("tasks unpack nope.parquet -o x", "error: there is no file 'nope.parquet'\n"),
      ("tasks trials nope", "error: there is no folder 'nope'\n"),
      ("box make b --from nope.tar", "error: there is no file or folder 'nope.tar'\n"),
      ("rnu x.json", "error: 'rnu' is neither a command nor a file; did you mean 'run'?\n"),
      ("merge nope.json", "error: there is no folder"),
      ("launch status nope", "is not the folder of a launch"),
      ("check nope.json --strct", "error: Unknown option '--strct'"),
    ])
  func status(words: String, message: String) async throws {
    let folder = try ScratchFolder()
    let process = try KillableProcess(
      words.split(separator: " ").map(String.init), in: folder.path,
      environment: ["PATH": "/nowhere", "HOME": folder.path], name: "run")
    #expect(try await process.ending() == .exited(2))
    let said = String(
      decoding: try FileSystem.contents(of: folder.path(of: "run.err")), as: UTF8.self)
    #expect(said.contains(message) && !said.contains("Usage: facet <subcommand>"))
  }

  @Test(
    "A limit on open files that is too low is told before anything begins",
    .enabled(if: KillableProcess.executable != nil))
  func openFiles() async throws {
    let folder = try ScratchFolder()
    let process = try KillableProcess(
      ["models", "list"], in: folder.path, environment: [:], name: "run", limit: "-n 24")
    #expect(try await process.ending() == .exited(1))
    let said = String(
      decoding: try FileSystem.contents(of: folder.path(of: "run.err")), as: UTF8.self)
    #expect(said.hasPrefix("error: the limit on open files is 24, and Facet needs at least 64"))
  }
}

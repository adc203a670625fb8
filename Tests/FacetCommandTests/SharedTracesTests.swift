import FacetJSON
import FacetLedger
import FacetPlatform
import TestSupport
import Testing

/// Whether `facet` is built, and boxes can be started here.
private let canRun =
  KillableProcess.executable != nil && ProcessIdentity.isRoot
  && ["bwrap", "unshare", "prlimit"].allSatisfy { FileSystem.exists("/usr/bin/" + $0) }

@Suite("Agents' trials in several processes", .enabled(if: canRun, "no box starts here"))
struct SharedTracesTests {
  private let folder: ScratchFolder
  private static let root = FileSystem.parent(
    of: FileSystem.parent(of: FileSystem.parent(of: #filePath)))

  init() throws {
    folder = try ScratchFolder()
  }

  /// Starts `facet` with a rehearsed agent at the shipped tasks.
  private func start(_ words: String, name: String, ledger: String?) throws -> KillableProcess {
    var environment = [
      "FACET_HOME": Self.root, "PATH": "/usr/bin:/bin", "FACET_BOXES": folder.path + "/boxes",
    ]
    environment["FACET_LEDGER"] = ledger
    return try KillableProcess(
      words.split(separator: " ").map(String.init), in: folder.path, environment: environment,
      name: name)
  }

  private func facet(_ words: String, ledger: String? = nil) async throws {
    let ending = try await start(words, name: "run", ledger: ledger).ending()
    let said = String(
      decoding: try FileSystem.contents(of: folder.path(of: "run.err")), as: UTF8.self)
    #expect(ending == .exited(0), "facet \(words): \(said)")
  }

  private static let traces =
    "traces \(root)/configs/traces.json --offline --base host --no-progress "
    + "--tasks \(root)/data/shell_tasks "

  /// The rows of traces without the times of the trials.
  private func rows(_ job: String) throws -> [JSONObject] {
    try FileSystem.contents(of: folder.path(of: "\(job)/job/traces.jsonl")).split(separator: 0x0A)
      .map { line in
        var row = try #require(try ResponseJSON.value(of: Array(line)).object)
        row["date"] = .null
        return row
      }
  }

  @Test("The traces of two shards are those of one process")
  func shards() async throws {
    for shard in [1, 0] {
      try await facet(
        Self.traces + "--limit 2 -o all/job/traces.jsonl --shard \(shard)/2 --shards-dir parts")
    }
    #expect(!FileSystem.exists(folder.path(of: "all/job/traces.jsonl")))
    try await facet("merge parts")
    try await facet(Self.traces + "--limit 2 -o one/job/traces.jsonl", ledger: "one.sqlite")
    #expect(try rows("all") == rows("one"))
    #expect(try rows("all").count == 8)
    let names = FileSystem.names(in: folder.path(of: "all/job")).filter { $0.contains("__") }
    #expect(names.count == 8)
  }

  @Test("A second run into a folder of traces is refused at once, and the first ends as it would")
  func locksFolder() async throws {
    let words = Self.traces + "--limit 2 -o one/job/traces.jsonl"
    let first = try start(words, name: "first", ledger: "a.sqlite")
    while !FileSystem.exists(folder.path(of: "one/job/tasks.jsonl")) {
      try await ContinuousClock().sleep(for: .milliseconds(5))
    }
    let second = try start(words, name: "second", ledger: "b.sqlite")
    #expect(try await second.ending() == .exited(1))
    let said = String(
      decoding: try FileSystem.contents(of: folder.path(of: "second.err")), as: UTF8.self)
    #expect(said.contains("'one/job', where process "), "\(said)")
    #expect(said.contains("wait for it to end, or name another folder"), "\(said)")
    #expect(!FileSystem.exists(folder.path(of: "b.sqlite")))
    #expect(try await first.ending() == .exited(0))
    #expect(try rows("one").count == 8)
  }

  @Test("Two runs at once on one ledger send each request of their common trials once")
  func sharesTrials() async throws {
    let runs = try [2, 3].map { limit in
      try start(
        Self.traces + "--limit \(limit) -o of\(limit)/job/traces.jsonl", name: "of\(limit)",
        ledger: "ledger.sqlite")
    }
    for run in runs { #expect(try await run.ending() == .exited(0)) }
    let turns = try rows("of3").reduce(0) { $0 + ($1["turns"]?.int ?? 0) }
    #expect(try rows("of3").prefix(8) == rows("of2")[...])
    let sent = try await Ledger.withLedger(at: folder.path(of: "ledger.sqlite")) { ledger in
      try ledger.runs().reduce(0) { $0 + $1.totals.requestsSent }
    }
    #expect(sent == turns)
  }
}

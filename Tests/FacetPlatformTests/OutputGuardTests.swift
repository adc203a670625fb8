import Glibc
import TestSupport
import Testing

@testable import FacetPlatform

@Suite("Files that may be overwritten")
struct OutputGuardTests {
  private static let events = OutputGuard.Content(
    "a file of events", beginnings: [#"{"event":"planned","value":"#], mayBeDevice: true)
  private static let dataset = OutputGuard.Content(
    "a dataset", beginnings: [#"{"schema_version":"1.0","task_type":"#], mark: "tasks")

  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.write("{\"input\": \"x\"}\n", to: "input.jsonl")
    try folder.write("", to: "empty.jsonl")
    try folder.write("SQLite format 3\u{0}", to: "ledger.sqlite")
    try folder.write("{\"event\":\"planned\",\"value\":{}}\n", to: "events.jsonl")
    try folder.write("{\"event\": \"click\"}\n", to: "clicks.jsonl")
    try folder.write(
      "{\n  \"schema_version\": \"1.0\",\n  \"task_type\": \"t\",\n  \"tasks\": []}", to: "d.json")
    try folder.write("a,b\n1,2\n", to: "table.csv")
  }

  /// Why a path is refused; `nil` where it is not.
  private func refusal(
    _ path: String, _ content: OutputGuard.Content = events,
    keeping kept: [OutputGuard.KeptFile] = []
  ) -> String? {
    var guarding = OutputGuard(keeping: kept)
    guarding.keepDatabase("the ledger", folder.path(of: "ledger.sqlite"))
    do throws(OutputGuard.Refusal) {
      try guarding.check(path.isEmpty ? "" : folder.path(of: path), for: content)
      return nil
    } catch {
      return error.description
    }
  }

  @Test(
    "A file of another kind is refused for its content or its name",
    arguments: [
      ("input.jsonl", "is not a file of events"), ("table.csv", "is not a file of events"),
      ("d.json", "is not a file of events"), ("clicks.jsonl", "is not a file of events"),
      ("ledger.sqlite", "is the ledger"), ("ledger.sqlite-wal", "is the ledger"),
      ("ledger.sqlite-shm", "is the ledger"), ("other.sqlite", "has the name of a ledger"),
      ("other.db-wal", "has the name of a ledger"), (".env", "has the name of a file of variables"),
      (".env.local", "has the name of a file of variables"), (".", "is a folder"),
      ("new/", "is a folder"), ("", "is empty"),
      (String(repeating: "n", count: 240), "is too long"),
    ])
  func refused(path: String, reason: String) {
    let refusal = refusal(path)
    #expect(refusal?.contains(reason) == true, "\(refusal ?? "accepted")")
  }

  @Test(
    "A new file, an empty one, one of its own kind and a stream are accepted",
    arguments: ["new.jsonl", "folder/new.jsonl", "empty.jsonl", "events.jsonl"])
  func accepted(path: String) {
    #expect(refusal(path) == nil)
  }

  @Test("A stream accepts events, but no output that replaces a file")
  func streams() throws {
    var guarding = OutputGuard()
    try guarding.check("/dev/null", for: Self.events)
    #expect(throws: OutputGuard.Refusal.self) {
      try guarding.check("/dev/null", for: Self.dataset)
    }
    guarding.kept = [.init("the input", "/dev/null")]
    #expect(throws: OutputGuard.Refusal.self) { try guarding.check("/dev/null", for: Self.events) }
  }

  @Test(
    "A file of the run is recognised through links and other spellings, whether it exists or not",
    arguments: [
      "events.jsonl", "./events.jsonl", "sub/../events.jsonl", "soft.jsonl", "hard.jsonl",
      "chain.jsonl", "linked/events.jsonl",
    ])
  func spellings(path: String) throws {
    let place = folder.path
    unsafe mkdir(place + "/sub", 0o755)
    unsafe symlink("events.jsonl", place + "/soft.jsonl")
    unsafe symlink("soft.jsonl", place + "/chain.jsonl")
    unsafe symlink(".", place + "/linked")
    unsafe link(place + "/events.jsonl", place + "/hard.jsonl")
    let kept = [OutputGuard.KeptFile("the input", folder.path(of: "events.jsonl"))]
    #expect(refusal(path, keeping: kept)?.contains("is the input") == true)
    if path != "hard.jsonl" {
      FileSystem.remove(folder.path(of: "events.jsonl"))
      #expect(refusal(path, keeping: kept)?.contains("is the input") == true)
    }
  }

  @Test("A path without links is the one that the system would write")
  func resolved() throws {
    unsafe mkdir(folder.path(of: "a"), 0o755)
    unsafe symlink("a", folder.path(of: "b"))
    unsafe symlink("a/missing", folder.path(of: "dangling"))
    let base = FileSystem.resolvingLinks(folder.path)
    for (path, real) in [
      ("b/x", "a/x"), ("b/../y", "y"), ("./b/./z", "a/z"), ("dangling", "a/missing"),
      ("none/deep/x", "none/deep/x"), ("none/../x", "x"),
    ] {
      #expect(FileSystem.resolvingLinks(folder.path(of: path)) == base + "/" + real)
    }
    #expect(FileSystem.resolvingLinks("/") == "/")
  }
}

import FacetPlatform
import Testing

@testable import FacetLedger

@Suite("A ledger on a shared folder")
struct SharedLedgerTests {
  let folder = TestFolder()

  private var shared: SharedLedger { SharedLedger(path: folder.ledger) }
  private var scratch: String { folder.path + "/node" }

  private struct Lost: Error {}

  /// Records completions; then the node is lost, with everything on it but the shared folder.
  private func work(_ numbers: Range<Int>, loses: Bool, interval: Duration = .seconds(300))
    async throws
  {
    do {
      try await shared.withLedger(scratch: scratch, interval: interval) { (ledger) async throws in
        let run = try await ledger.beginRun(.sample())
        for number in numbers {
          ledger.record(
            LedgerAttempt(
              key: .number(number), step: "strategy", model: "m", provider: "together",
              kind: "timeout", session: run.session))
          var completion = LedgerCompletion.sample(
            .number(number), body: "body \(number)", session: run.session)
          completion.promptTokens = 1
          completion.costPicoUSD = 3
          try await ledger.record(completion)
        }
        _ = try await ledger.record(
          LedgerExecution(
            key: .number(numbers.lowerBound), result: "{}", session: run.session))
        guard loses else {
          return try await ledger.endRun(
            run.session, state: .complete, counters: SessionCounters())
        }
        // The copy at the end fails like one on a node that is gone.
        for name in FileSystem.names(in: scratch) { FileSystem.remove(scratch + "/" + name) }
        FileSystem.removeEmptyFolder(scratch)
        throw Lost()
      }
    } catch is Lost {
    }
  }

  private func content(_ path: String) async throws -> (
    bodies: [String], LedgerAccount, attempts: String
  ) {
    let (bodies, account): ([String], LedgerAccount) = try await Ledger.withLedger(at: path) {
      (ledger) async throws in
      var bodies: [String] = []
      for try await completion in ledger.completions() {
        bodies.append(String(decoding: completion.body, as: UTF8.self))
      }
      return (bodies.sorted(), try ledger.runs().reduce(into: LedgerAccount()) { $0 += $1.account })
    }
    let file = try SQLiteFile(path)
    defer { try? file.close() }
    return (bodies, account, try file.rows("SELECT count(*) FROM attempt")[0][0] ?? "")
  }

  @Test("Comes to its place at the end, and leaves nothing on the node")
  func ends() async throws {
    try await work(0..<20, loses: false)
    #expect(folder.names == ["ledger.sqlite"])
    let (bodies, account, attempts) = try await content(folder.ledger)
    #expect(bodies.count == 20)
    #expect(account.costPicoUSD == 60)
    #expect(account.requestsEnded == 40)
    #expect(attempts == "20")
  }

  @Test("Loses nothing that was answered when a node is lost, time and again", arguments: [1, 4])
  func loses(times: Int) async throws {
    for time in 0..<times { try await work(time * 10..<(time + 1) * 10, loses: true) }
    #expect(shared.hasRecords)
    let restored = folder.path + "/restored.sqlite"
    #expect(try await shared.restore(to: restored) == 10 * times)
    let (bodies, account, attempts) = try await content(restored)
    #expect(bodies == (0..<10 * times).map { "body \($0)" }.sorted())
    #expect(account.costPicoUSD == Int64(30 * times))
    #expect(account.requestsEnded == 20 * times)
    #expect(attempts == "\(10 * times)")
    try await work(90..<95, loses: false)
    #expect(!shared.hasRecords)
    #expect(try await content(folder.ledger).bodies.count == 10 * times + 5)
    #expect(try await content(folder.ledger).attempts == "\(10 * times + 5)")
    #expect(folder.names == ["ledger.sqlite", "restored.sqlite"])
  }

  @Test("A process that uses the ledger in its place takes the records in")
  func settles() async throws {
    try await work(0..<10, loses: true)
    try await shared.settle()
    #expect(!shared.hasRecords)
    #expect(try await content(folder.ledger).bodies.count == 10)
    try await shared.settle()
  }

  @Test(
    "A record that ends in the middle of a frame counts up to there", arguments: [1, 7, 16, 40])
  func torn(missing: Int) async throws {
    try await work(0..<10, loses: true)
    let record = try #require(PaidRecord.files(in: folder.ledger + "-paid").first)
    let bytes = try FileSystem.contents(of: record)
    FileSystem.remove(record)
    try folder.write(
      Array(bytes.dropLast(missing)), to: "ledger.sqlite-paid/" + FileSystem.name(of: record))
    // The last frames are the execution and the last answer.
    #expect(try await shared.restore(to: folder.path + "/restored.sqlite") >= 9)
  }

  @Test("Foreign bytes among the records are no entries", arguments: [0, 1, 3, 17, 400])
  func garbage(count: Int) async throws {
    try FileSystem.makeDirectories(folder.ledger + "-paid")
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    try folder.write(bytes, to: "ledger.sqlite-paid/x-000000.paid")
    #expect(try await shared.restore(to: folder.path + "/restored.sqlite") == 0)
    for flip in 0..<min(count, 20) {
      let entry = RecordEntry.counters(SessionCounters(cellsDone: 3), session: 1).bytes
      var changed = entry
      changed[flip % changed.count] ^= 0xFF
      _ = RecordEntry(changed[...])
      _ = RecordEntry(entry.prefix(flip)[...])
    }
  }

  @Test("Entries come back as they were written")
  func coding() throws {
    var completion = LedgerCompletion.sample(
      .number(1), body: "\u{0}ü", session: LedgerSession(id: 4, run: 0))
    completion.finishReason = "stop"
    completion.adjustments = "[]"
    completion.costPicoUSD = .max
    completion.latency = .milliseconds(12)
    completion.reasoningTokens = 7
    guard
      case .completion(let read, let replaced)? =
        RecordEntry(RecordEntry.completion(completion, replacing: [1, 2]).bytes[...])
    else { throw Lost() }
    #expect(read == completion)
    #expect(replaced == [1, 2])
  }

  @Test("A second process is refused while the first works, and told who it is")
  func claimed() async throws {
    let other = try FolderClaim(of: folder.ledger)
    let error = await #expect(throws: LedgerError.self) {
      try await work(0..<1, loses: false)
    }
    #expect(
      error?.description.contains("in use by process \(ProcessIdentity.current.processID)") == true)
    other.release()
    try await work(0..<1, loses: false)
    // The claim of a process that is gone is no obstacle, nor is that of a host that is silent.
    for (host, boot, renewed) in [
      (ProcessIdentity.current.host, "another boot", Timestamp.now.seconds), ("elsewhere", "b", 7),
    ] {
      try folder.write(
        Array(
          "host \(host)\nboot \(boot)\nprocess 1\nticks 5\njob -\ntoken 1\nrenewed \(renewed)\n"
            .utf8),
        to: "ledger.sqlite-claim")
      try await work(0..<1, loses: false)
    }
    try folder.write(
      Array(
        "host elsewhere\nboot b\nprocess 1\nticks 5\njob -\ntoken 1\nrenewed \(Timestamp.now.seconds)\n"
          .utf8),
      to: "ledger.sqlite-claim")
    await #expect(throws: LedgerError.self) { try await work(0..<1, loses: false) }
  }
}

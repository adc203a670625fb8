import FacetPlatform
import Glibc
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
    #expect(try await shared.restore(to: restored).completions == 10 * times)
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
    #expect(try await shared.settle() == [])
    #expect(!shared.hasRecords)
    #expect(try await content(folder.ledger).bodies.count == 10)
    #expect(try await shared.settle() == [])
  }

  /// Leaves the ledger as a killed process does that worked in its place: the answers are in its log.
  private func kill(answers: Int, endsRun: Bool = true) async throws {
    let other = folder.path + "/other.sqlite"
    try await Ledger.withLedger(at: other) { (ledger) async throws in
      let run = try await ledger.beginRun(.sample())
      for number in 0..<answers {
        try await ledger.record(
          LedgerCompletion.sample(.number(number), body: "body \(number)", session: run.session))
      }
      if endsRun {
        try await ledger.endRun(run.session, state: .interrupted, counters: SessionCounters())
      }
      for suffix in ["", "-wal"] {
        try folder.write(
          FileSystem.contents(of: other + suffix),
          to: FileSystem.name(of: folder.ledger) + suffix)
      }
    }
    FileSystem.remove(other)
    #expect(FileSystem.size(of: folder.ledger + "-wal") ?? 0 > 0)
  }

  @Test("A killed process's log beside the ledger is taken in, and does not damage the copy")
  func log() async throws {
    try await kill(answers: 50)
    try await work(50..<60, loses: false)
    #expect(folder.names == ["ledger.sqlite"])
    let file = try SQLiteFile(folder.ledger)
    defer { try? file.close() }
    #expect(try file.rows("PRAGMA integrity_check") == [["ok"]])
    #expect(try await content(folder.ledger).bodies == (0..<60).map { "body \($0)" }.sorted())
  }

  @Test("A ledger that cannot be written is copied with its log")
  func copiesLog() async throws {
    try await kill(answers: 50)
    let restored = folder.path + "/restored.sqlite"
    try await shared.restore(to: restored)
    #expect(try await content(restored).bodies.count == 50)
    #expect(FileSystem.exists(folder.ledger + "-wal"))
  }

  @Test("A process that works on the ledger in its place is not disturbed")
  func inUse() async throws {
    try await kill(answers: 1, endsRun: false)
    let file = try SQLiteFile(folder.ledger)
    defer { try? file.close() }
    try file.execute(
      """
      UPDATE session SET host = 'elsewhere', boot_id = 'other',
        renewed_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
      """)
    let error = await #expect(throws: LedgerError.self) { try await work(1..<2, loses: false) }
    guard case .held = error?.kind else {
      Issue.record("\(String(describing: error)) is not about another process")
      return
    }
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
    #expect(try await shared.restore(to: folder.path + "/restored.sqlite").completions >= 9)
  }

  @Test("Foreign bytes among the records are no entries", arguments: [0, 1, 3, 17, 400])
  func garbage(count: Int) async throws {
    try FileSystem.makeDirectories(folder.ledger + "-paid")
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    try folder.write(bytes, to: "ledger.sqlite-paid/x-000000.paid")
    let restored = try await shared.restore(to: folder.path + "/restored.sqlite")
    #expect(restored.completions == 0)
    #expect(restored.unread.map(\.bytes) == (count > 0 ? [count] : []))
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
  }

  /// The one record that a lost node has left, its content and its name.
  private func lostRecord() async throws -> (path: String, bytes: [UInt8]) {
    try await work(0..<10, loses: true)
    let path = try #require(PaidRecord.files(in: folder.ledger + "-paid").first)
    return (path, try FileSystem.contents(of: path))
  }

  /// A frame whose content is an entry of no version so far.
  private static var laterEntry: [UInt8] {
    var fields = RecordFields()
    fields.add(99)
    let content = fields.bytes
    return [UInt64(content.count), Checksum.xxh64(content)].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    } + content
  }

  /// How a record can be unreadable from some place on.
  enum Damage: CaseIterable {
    case cut
    case changedBit
    case lengthBeyondEnd
    case zeros
    case laterVersion

    func change(_ bytes: [UInt8]) -> [UInt8] {
      switch self {
      case .cut: return Array(bytes.dropLast(3))
      case .changedBit:
        var bytes = bytes
        bytes[bytes.count / 2] ^= 1
        return bytes
      case .lengthBeyondEnd: return bytes + [255, 255, 0, 0, 0, 0, 0, 0] + bytes
      case .zeros: return bytes + [UInt8](repeating: 0, count: 4096)
      case .laterVersion: return bytes + SharedLedgerTests.laterEntry + bytes
      }
    }
  }

  @Test(
    "What cannot be read of a record is kept under another name and counted",
    arguments: Damage.allCases, [false, true])
  func unread(damage: Damage, settles: Bool) async throws {
    let record = try await lostRecord()
    let bytes = damage.change(record.bytes)
    FileSystem.remove(record.path)
    try folder.write(bytes, to: "ledger.sqlite-paid/" + FileSystem.name(of: record.path))
    let found = Lock<[UnreadRecord]>([])
    if settles {
      let unread = try await shared.settle()
      found.withLock { $0 = unread }
    } else {
      let report: @Sendable (UnreadRecord) -> Void = { record in
        found.withLock { $0.append(record) }
      }
      try await shared.withLedger(scratch: scratch, reporting: report) { _ in }
    }
    let unread = try #require(found.withLock { $0 }.first)
    #expect(found.withLock { $0.count } == 1)
    #expect(unread.file == record.path + UnreadRecord.ending)
    #expect((1...bytes.count).contains(unread.bytes))
    #expect(unread.description.contains("the last \(unread.bytes) bytes of the paid record"))
    #expect(try FileSystem.contents(of: unread.file) == bytes)
    // What stood before it is in the ledger; the file is told of once, and stays.
    let expected = damage == .changedBit ? 1..<10 : 9..<11
    let count = try await content(folder.ledger).bodies.count
    #expect(expected.contains(count))
    #expect(!shared.hasRecords)
    #expect(try await shared.settle() == [])
    #expect(FileSystem.exists(unread.file))
    FileSystem.remove(unread.file)
    FileSystem.removeEmptyFolder(folder.ledger + "-paid")
  }

  @Test("A copy does not replace the ledger of a process that took the claim over")
  func taken() async throws {
    try await work(0..<3, loses: false)
    let before = try FileSystem.contents(of: folder.ledger)
    let error = await #expect(throws: LedgerError.self) {
      try await shared.withLedger(scratch: scratch) { (ledger) async throws in
        try await ledger.record(.sample(.number(7)))
        try folder.write(
          Array("host elsewhere\nprocess 1\ntoken a1\n".utf8), to: "ledger.sqlite-claim")
      }
    }
    #expect(error?.description.contains("another process") == true, "\(error?.description ?? "")")
    #expect(try FileSystem.contents(of: folder.ledger) == before)
    #expect(shared.hasRecords)
    FileSystem.remove(folder.ledger + "-claim")
    #expect(try await shared.settle() == [])
    #expect(try await content(folder.ledger).bodies.count == 4)
  }

  @Test("A pipe or an endless device among the records, or as the ledger, is not read")
  func devices() async throws {
    let records = folder.ledger + "-paid"
    try FileSystem.makeDirectories(records)
    #expect(unsafe mkfifo(records + "/a-000000.paid", 0o600) == 0)
    #expect(unsafe symlink("/dev/zero", records + "/b-000000.paid") == 0)
    #expect(!shared.hasRecords)
    #expect(unsafe symlink("/dev/zero", folder.ledger) == 0)
    let error = await #expect(throws: LedgerError.self) {
      try await shared.restore(to: folder.path + "/restored.sqlite")
    }
    #expect(error?.description.contains("a link, a pipe or a device") == true)
    for name in FileSystem.names(in: records) { FileSystem.remove(records + "/" + name) }
    FileSystem.removeEmptyFolder(records)
  }

  @Test("A process that was taken for lost and still writes loses nothing")
  func revived() async throws {
    let record = try PaidRecord(in: folder.ledger + "-paid")
    func append(_ number: Int) throws {
      try record.append([
        .completion(.sample(.number(number), body: "body \(number)"), replacing: nil)
      ])
    }
    try append(1)
    #expect(try await shared.settle() == [])
    try append(2)
    #expect(shared.hasRecords)
    #expect(try await shared.settle() == [])
    #expect(try await content(folder.ledger).bodies == ["body 1", "body 2"])
  }

  @Test("A lost node loses no score")
  func scores() async throws {
    let score = LedgerScore(
      key: .number(3), scorer: SHA256(of: [1]), value: -7, reason: nil, detail: "d")
    let failed = LedgerScore(
      key: .number(4), scorer: SHA256(of: [1]), value: nil, reason: "r")
    do {
      try await shared.withLedger(scratch: scratch) { (ledger) async throws in
        ledger.record([score, failed])
        for number in 3..<5 {
          try await ledger.record(LedgerCompletion.sample(.number(number), body: "b"))
        }
        FileSystem.removeFolder(scratch)
        throw Lost()
      }
    } catch is Lost {
    }
    #expect(try await shared.settle() == [])
    let kept = try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      try ledger.scores(of: [.number(3), .number(4)])
    }
    #expect(Set(kept) == [score, failed])
  }
}

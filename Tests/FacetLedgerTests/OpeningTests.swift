import FacetPlatform
import Glibc
import Testing

@testable import FacetLedger

@Suite("Opening")
struct OpeningTests {
  let folder = TestFolder()

  private func error(
    options: LedgerOptions = LedgerOptions(busyTimeout: .milliseconds(50))
  ) async -> LedgerError? {
    do {
      try await Ledger.withLedger(at: folder.ledger, options: options) { _ in }
      return nil
    } catch {
      return error as? LedgerError
    }
  }

  private func makeLedger(completions: Int = 0) async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      for number in 0..<completions { try await ledger.record(.sample(.number(number))) }
    }
  }

  @Test("The parent folders of a ledger are created")
  func makesFolders() async throws {
    let path = folder.path + "/a/b"
    try await Ledger.withLedger(at: path + "/ledger.sqlite") { _ in }
    #expect(FileSystem.exists(path + "/ledger.sqlite"))
    FileSystem.remove(path + "/ledger.sqlite")
    unsafe rmdir(path)
    unsafe rmdir(folder.path + "/a")
  }

  @Test("A ledger says what it is, to SQLite's own tools too")
  func header() async throws {
    try await makeLedger()
    let file = try SQLiteFile(folder.ledger)
    #expect(try file.rows("PRAGMA application_id") == [["1180922956"]])
    #expect(try file.rows("PRAGMA user_version") == [["7"]])
    #expect(try file.rows("PRAGMA journal_mode") == [["wal"]])
    #expect(try file.rows("PRAGMA integrity_check") == [["ok"]])
    let tables = try file.rows(
      "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    #expect(
      tables.compactMap(\.first)
        == [
          "attempt", "calibration", "claim", "completion", "execution", "failure", "run", "score",
          "session",
        ])
  }

  @Test(
    "A link in the place of its log is not written through, and a pipe is not waited for",
    arguments: ["", "-wal", "-shm", "-journal"], [false, true])
  func irregular(suffix: String, isPipe: Bool) async throws {
    if !suffix.isEmpty { try await makeLedger(completions: 1) }
    let other = Array(String(repeating: "mine ", count: 2000).utf8)
    try folder.write(other, to: "other")
    let part = folder.ledger + suffix
    FileSystem.remove(part)
    if isPipe {
      #expect(unsafe mkfifo(part, 0o600) == 0)
    } else {
      #expect(unsafe symlink(suffix.isEmpty ? "/dev/zero" : folder.path + "/other", part) == 0)
    }
    let error = await error()
    #expect(error?.description.contains("is no file of a ledger") == true)
    #expect(try FileSystem.contents(of: folder.path + "/other") == other)
  }

  @Test("A ledger may lie behind a link")
  func link() async throws {
    try FileSystem.makeDirectories(folder.path + "/real")
    #expect(unsafe symlink("real/l.sqlite", folder.ledger) == 0)
    try await makeLedger(completions: 2)
    try await makeLedger()
    #expect(FileSystem.exists(folder.path + "/real/l.sqlite"))
    FileSystem.remove(folder.path + "/real/l.sqlite")
    unsafe rmdir(folder.path + "/real")
  }

  @Test("Every commit is synced", arguments: [false, true])
  func isDurable(isOnNetwork: Bool) async throws {
    let options = LedgerOptions(isOnNetwork: isOnNetwork)
    try await Ledger.withLedger(at: folder.ledger, options: options) { (ledger) async throws in
      try await ledger.record(.sample(.number(1)))
      #expect(try await ledger.synchronousLevel() == 2)
    }
  }

  @Test("A file that is not a database is refused and left unchanged", arguments: [1, 99, 5000])
  func garbage(length: Int) async throws {
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7 + 1) }
    try folder.write(bytes, to: "ledger.sqlite")
    #expect(await error()?.kind == .corrupt)
    #expect(try FileSystem.contents(of: folder.ledger) == bytes)
    #expect(folder.names == ["ledger.sqlite"])
  }

  @Test("A truncated ledger is refused and left unchanged")
  func torn() async throws {
    try await makeLedger(completions: 50)
    let whole = try FileSystem.contents(of: folder.ledger)
    let torn = Array(whole.prefix(8192 + 17))
    try folder.write(torn, to: "ledger.sqlite")
    unsafe truncate(folder.ledger, torn.count)
    #expect(await error()?.kind == .corrupt)
    #expect(try FileSystem.contents(of: folder.ledger) == torn)
  }

  @Test(
    "Another program's database is refused and left unchanged",
    arguments: ["CREATE TABLE run (id)", "PRAGMA application_id = 7; CREATE TABLE t (a)"])
  func foreign(sql: String) async throws {
    try SQLiteFile(folder.ledger).execute(sql)
    let bytes = try FileSystem.contents(of: folder.ledger)
    #expect(await error()?.kind == .foreign)
    #expect(try FileSystem.contents(of: folder.ledger) == bytes)
    #expect(folder.names == ["ledger.sqlite"])
  }

  @Test("A ledger of a later version is refused, with its version", arguments: [false, true])
  func newer(isOnNetwork: Bool) async throws {
    try await makeLedger(completions: 1)
    try SQLiteFile(folder.ledger).execute("PRAGMA user_version = 42")
    let error = await error(options: LedgerOptions(isOnNetwork: isOnNetwork))
    #expect(error?.kind == .newerSchema(version: 42))
    #expect(!folder.names.contains("ledger.sqlite-host"))
    #expect(error?.message.contains("schema version 42") == true)
    try SQLiteFile(folder.ledger).execute("PRAGMA user_version = 7")
    #expect(await self.error() == nil)
  }

  @Test("A schema version that no program wrote is damage", arguments: [-1, Int(Int32.min), 0])
  func impossibleVersion(version: Int) async throws {
    try await makeLedger(completions: 1)
    try SQLiteFile(folder.ledger).execute("PRAGMA user_version = \(version)")
    let error = await error()
    #expect(error?.kind == .corrupt)
    #expect(error?.message.contains("schema version is \(version)") == true)
  }

  @Test("A ledger left incomplete by a power failure is created again")
  func halfMade() async throws {
    let other = TestFolder()
    try await makeLedger()
    let whole = try FileSystem.contents(of: folder.ledger)
    let file = try SQLiteFile(other.ledger)
    // Pages go to the file while the transaction that makes it is under way.
    try file.execute("PRAGMA cache_size = 1; BEGIN; CREATE TABLE t (a)")
    try file.execute("INSERT INTO t SELECT randomblob(4000) FROM json_each('[1,2,3,4,5,6,7,8,9]')")
    let journal = try FileSystem.contents(of: other.ledger + "-journal")
    #expect(journal.starts(with: [0xD9, 0xD5]))
    try folder.write(Array(repeating: 0, count: whole.count), to: "ledger.sqlite")
    try folder.write(journal, to: "ledger.sqlite-journal")
    #expect(await error() == nil)
    #expect(try SQLiteFile(folder.ledger).rows("PRAGMA user_version") == [["7"]])
    try file.execute("ROLLBACK")
  }

  @Test("A ledger that another program keeps locked says so")
  func locked() async throws {
    try await makeLedger()
    let kind = try await SQLiteFile(folder.ledger).holdingLock { await error()?.kind }
    #expect(kind == .locked(host: nil, processID: nil))
    #expect(await error() == nil)
  }

  @Test("A read-only file or folder says so", .enabled(if: geteuid() != 0))
  func readOnly() async throws {
    try await makeLedger()
    unsafe chmod(folder.ledger, 0o444)
    #expect(await error()?.kind == .readOnly)
    unsafe chmod(folder.ledger, 0o644)
    unsafe chmod(folder.path, 0o555)
    #expect(await error()?.kind == .readOnly)
    FileSystem.remove(folder.ledger)
    unsafe chmod(folder.path, 0o755)
    FileSystem.remove(folder.ledger)
    unsafe chmod(folder.path, 0o555)
    #expect(await error()?.kind == .readOnly)
    unsafe chmod(folder.path, 0o755)
  }

  @Test("A path that cannot be created is an error with its reason")
  func impossiblePath() async throws {
    try folder.write([1], to: "file")
    await #expect(throws: LedgerError.self) {
      try await Ledger.withLedger(at: folder.path + "/file/ledger.sqlite") { _ in }
    }
  }

  @Test("Damage inside a ledger is reported when it is found")
  func damaged() async throws {
    try await makeLedger(completions: 200)
    var bytes = try FileSystem.contents(of: folder.ledger)
    for position in 4096 * 20..<bytes.count { bytes[position] = 0xAA }
    try folder.write(bytes, to: "ledger.sqlite")
    let error = await #expect(throws: LedgerError.self) {
      try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
        for number in 0..<200 {
          _ = try ledger.completion(for: .number(number))
          _ = try await ledger.record(.sample(.number(1000 + number)))
        }
      }
    }
    #expect(error?.kind == .corrupt)
  }

  @Test("The log of a ledger that was removed is not taken for that of a new one")
  func strayLog() async throws {
    let copy = TestFolder()
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      try await ledger.record(.sample(.number(1)))
      let log = try FileSystem.contents(of: folder.ledger + "-wal")
      try copy.write(log, to: "ledger.sqlite-wal")
    }
    try await Ledger.withLedger(at: copy.ledger) { (ledger) async throws in
      #expect(try ledger.completion(for: .number(1)) == nil)
    }
    #expect(try SQLiteFile(copy.ledger).rows("PRAGMA integrity_check") == [["ok"]])
    #expect(copy.names == ["ledger.sqlite"])
  }

  @Test("A log that a killed process left behind is recovered")
  func recovery() async throws {
    let copy = TestFolder()
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      try await ledger.record(.sample(.number(1)))
      // What the disk would hold had the process been killed here.
      for name in ["ledger.sqlite", "ledger.sqlite-wal"] {
        try copy.write(FileSystem.contents(of: folder.path + "/" + name), to: name)
      }
    }
    #expect(try SHA256(ofFile: copy.ledger) != SHA256(ofFile: folder.ledger))
    try await Ledger.withLedger(at: copy.ledger) { (ledger) async throws in
      #expect(try ledger.completion(for: .number(1)) == .sample(.number(1)))
    }
    #expect(copy.names == ["ledger.sqlite"])
  }
}

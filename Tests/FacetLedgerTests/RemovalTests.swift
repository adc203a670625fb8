import FacetLedger
import FacetPlatform
import Glibc
import Testing

@Suite("A ledger that loses its name")
struct RemovalTests {
  let folder = TestFolder()

  @Test("A deleted ledger is noticed at the next write, and its whole content is written again")
  func deleted() async throws {
    let error = await #expect(throws: LedgerError.self) {
      try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
        for number in 0..<50 { try await ledger.record(.sample(.number(number))) }
        for name in folder.names { FileSystem.remove(folder.path + "/" + name) }
        try await ledger.record(.sample(.number(50)))
      }
    }
    #expect(error?.kind == .removed)
    #expect(error?.message.contains("to that path again") == true)
    #expect(folder.names == ["ledger.sqlite"])
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let keys = (0...50).map { LedgerKey.number($0) }
      #expect(try ledger.storedKeys(among: keys).count == 51)
    }
  }

  @Test("A replaced ledger is left alone, and the first one's content is saved beside it")
  func replaced() async throws {
    let error = await #expect(throws: LedgerError.self) {
      try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
        try await ledger.record(.sample(.number(1)))
        for name in folder.names { FileSystem.remove(folder.path + "/" + name) }
        try folder.write([1, 2, 3], to: "ledger.sqlite")
        try await ledger.record(.sample(.number(2)))
      }
    }
    #expect(error?.message.contains("ledger.sqlite.saved-1") == true)
    #expect(try FileSystem.contents(of: folder.ledger) == [1, 2, 3])
    let rows = try SQLiteFile(folder.ledger + ".saved-1").rows("SELECT count(*) FROM completion")
    #expect(rows == [["2"]])
  }

  @Test("A deleted ledger is noticed when a run ends that wrote nothing more")
  func endingRun() async throws {
    await #expect(throws: LedgerError.self) {
      try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
        let run = try await ledger.beginRun(.sample())
        FileSystem.remove(folder.ledger)
        try await ledger.endRun(run.session, state: .complete, counters: SessionCounters())
      }
    }
    #expect(try SQLiteFile(folder.ledger).rows("SELECT state FROM run") == [["complete"]])
  }
}

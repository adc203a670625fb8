import FacetPlatform
import GRDB
import Glibc
import Testing

@testable import FacetLedger

@Suite("A full device")
struct FullDeviceTests {
  let folder = TestFolder()

  /// Has SQLite find the device full when the file reaches a number of pages.
  private func limit(_ ledger: Ledger, pages: Int) throws {
    try ledger.file.connection.writeWithoutTransaction { db in
      _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")
    }
  }

  /// Records until it fails, and returns the keys of what was recorded.
  private func fill(_ ledger: Ledger) async -> [LedgerKey] {
    let body = String(repeating: "x", count: 900)
    return await withTaskGroup(of: [LedgerKey].self) { group in
      for task in 0..<8 {
        group.addTask {
          var kept: [LedgerKey] = []
          for number in 0..<1000 {
            let key = LedgerKey.number(number * 8 + task)
            guard await error(recording: .sample(key, body: body), in: ledger) == nil else {
              return kept
            }
            kept.append(key)
          }
          return kept
        }
      }
      return await group.reduce([], +)
    }
  }

  private func error(
    recording completion: LedgerCompletion, in ledger: Ledger
  ) async -> LedgerError? {
    do throws(LedgerError) {
      try await ledger.record(completion)
      return nil
    } catch {
      return error
    }
  }

  @Test("It fails unwritten records, keeps the rest, and is not tried again")
  func full() async throws {
    var kept: [LedgerKey] = []
    do {
      try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
        try limit(ledger, pages: 40)
        kept = await fill(ledger)
        #expect(!kept.isEmpty && kept.count < 8000)
        // There would be room for it now.
        try limit(ledger, pages: 4000)
        #expect(await error(recording: .sample(.number(-1)), in: ledger)?.kind == .full)
        #expect(try ledger.completion(for: .number(-1)) == nil)
        #expect(try ledger.completion(for: kept[0]) != nil)
      }
      Issue.record("closing did not tell that something was lost")
    } catch {
      #expect((error as? LedgerError)?.kind == .full)
    }
    let file = try SQLiteFile(folder.ledger)
    #expect(try file.rows("PRAGMA integrity_check") == [["ok"]])
    #expect(try file.rows("SELECT count(*) FROM completion") == [["\(kept.count)"]])
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      #expect(try ledger.storedKeys(among: kept).count == kept.count)
    }
  }

  @Test(
    "The system's error decides the message, whatever SQLite calls it",
    arguments: [
      (EDQUOT, ResultCode.SQLITE_IOERR, "your disk quota is used up", "free some space"),
      (ENOSPC, .SQLITE_FULL, "no space is left", "free some space"),
      (EFBIG, .SQLITE_IOERR, "reached the limit on file sizes", "raise the limit"),
      (EIO, .SQLITE_IOERR, "is failing", "check the device"),
      (EIO, .SQLITE_CANTOPEN, "is failing", "check the device"),
      (ENODEV, .SQLITE_IOERR, "is failing", "check the device"),
    ])
  func systemError(code: Int32, sqlite: ResultCode, message: String, hint: String) {
    var fault = SQLiteFault(DatabaseError(resultCode: sqlite), system: code)
    let error = LedgerError(fault, path: "l.sqlite")
    #expect(error.message.contains(message) && error.message.contains("'l.sqlite'"))
    #expect(error.hint?.contains(hint) == true)
    #expect((error.kind == .full) == (code != EIO && code != ENODEV))
    fault.system = nil
    #expect(!LedgerError(fault, path: "l.sqlite").message.contains("quota"))
  }
}

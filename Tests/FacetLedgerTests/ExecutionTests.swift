import FacetPlatform
import Testing

@testable import FacetLedger

@Suite("Executions")
struct ExecutionTests {
  let folder = TestFolder()

  @Test("The first result of a turn's code is kept")
  func keepsTheFirst() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      #expect(try ledger.executionResult(for: .number(1)) == nil)
      let first = LedgerExecution(key: .number(1), result: #"{"out":"ü"}"#, session: nil)
      #expect(try await ledger.record(first) == #"{"out":"ü"}"#)
      let second = LedgerExecution(key: .number(1), result: "{}", session: nil)
      #expect(try await ledger.record(second) == #"{"out":"ü"}"#)
    }
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      #expect(try ledger.executionResult(for: .number(1)) == #"{"out":"ü"}"#)
      #expect(try ledger.executionResult(for: .number(1, generation: 1)) == nil)
    }
  }

  @Test("A ledger of an earlier version gets the table and keeps its content")
  func migrates() async throws {
    let completion = LedgerCompletion.sample(.number(1))
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      _ = try await ledger.record(completion)
    }
    try SQLiteFile(folder.ledger).execute(
      """
      DROP TABLE execution; DROP TABLE claim; DROP TABLE score; DROP INDEX completion_adjusted;
      ALTER TABLE completion DROP COLUMN adjustments;
      ALTER TABLE completion DROP COLUMN digest; ALTER TABLE attempt DROP COLUMN digest;
      ALTER TABLE session DROP COLUMN process_started; ALTER TABLE session DROP COLUMN renewed_at;
      ALTER TABLE session DROP COLUMN claims; PRAGMA user_version = 2
      """)
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      #expect(try ledger.completion(for: .number(1)) == completion)
      let execution = LedgerExecution(key: .number(1), result: "{}", session: nil)
      #expect(try await ledger.record(execution) == "{}")
    }
    #expect(try SQLiteFile(folder.ledger).rows("PRAGMA user_version") == [["7"]])
  }

  @Test("Pruning removes executions by their time")
  func prunes() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      for (number, second) in [(1, 100), (2, 2_000_000_000)] {
        _ = try await ledger.record(
          LedgerExecution(
            key: .number(number), result: "{}", session: nil,
            createdAt: Timestamp(seconds: second)))
      }
      let pruned = try await ledger.prune(LedgerPruning(before: Timestamp(seconds: 1000)))
      #expect(pruned.executions == 1)
      #expect(try ledger.executionResult(for: .number(1)) == nil)
      #expect(try ledger.executionResult(for: .number(2)) == "{}")
    }
  }
}

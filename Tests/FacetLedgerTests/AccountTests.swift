import FacetPlatform
import GRDB
import Testing

@testable import FacetLedger

@Suite("Accounts")
struct AccountTests {
  let folder = TestFolder()

  /// A completion that cost something.
  private func paid(
    _ number: Int, by session: LedgerSession, cost: Int64?, prompt: Int = 10, output: Int = 5
  ) -> LedgerCompletion {
    var completion = LedgerCompletion.sample(.number(number), session: session)
    completion.promptTokens = prompt
    completion.completionTokens = output
    completion.costPicoUSD = cost
    return completion
  }

  @Test("A session's account matches its rows: used and unused answers, and nothing else")
  func sums() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let first = try await ledger.beginRun(.sample())
      #expect(first.earlierAccount == LedgerAccount())
      try await ledger.record(paid(1, by: first.session, cost: 7))
      try await ledger.record(paid(2, by: first.session, cost: nil))
      // Another process was first: paid for all the same.
      try await ledger.record(paid(1, by: first.session, cost: 8))
      ledger.record(
        LedgerAttempt(
          key: .number(3), step: "strategy", model: "m", provider: "p", kind: "malformed_response",
          httpStatus: 200, body: [0x7B], promptTokens: 100, completionTokens: 1, costPicoUSD: 30,
          session: first.session))
      ledger.record(
        LedgerAttempt(
          key: .number(3), step: "strategy", model: "m", provider: "p", kind: "rate_limited",
          httpStatus: 429, session: first.session))
      try await ledger.record(.sample(.number(4)))
      try await ledger.flush()
      var expected = LedgerAccount()
      expected.requestsEnded = 5
      expected.answers = 4
      expected.unpricedAnswers = 1
      expected.promptTokens = 130
      expected.completionTokens = 16
      expected.costPicoUSD = 45
      #expect(try ledger.runs().first?.account == expected)
      let second = try await ledger.beginRun(.sample())
      #expect(second.earlierAccount == expected)
      // The counters of a session that was killed may be older than its rows.
      #expect(second.earlierTotals.requestsSent == 5)
      try await ledger.record(paid(5, by: second.session, cost: 5))
      #expect(try ledger.runs().first?.account.costPicoUSD == 50)
    }
  }

  @Test("Stored completions are listed by run and model")
  func holdings() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let run = try await ledger.beginRun(.sample())
      try await ledger.record(paid(1, by: run.session, cost: 7))
      try await ledger.record(paid(2, by: run.session, cost: nil))
      var other = paid(3, by: run.session, cost: 1)
      other.model = "other"
      try await ledger.record(other)
      try await ledger.record(.sample(.number(4)))
      let holdings = try ledger.holdings()
      #expect(holdings.map(\.completions) == [2, 1, 1])
      #expect(holdings.map(\.run) == [run.run.id, run.run.id, nil])
      #expect(holdings.map(\.costPicoUSD) == [7, 1, 0])
      #expect(holdings.map(\.unpriced) == [1, 0, 1])
      #expect(holdings[0].promptTokens == 20 && holdings[0].completionTokens == 10)
    }
  }

  @Test("A body that can be read now takes its attempt's place, and the account follows")
  func rescues() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let run = try await ledger.beginRun(.sample())
      ledger.record(
        LedgerAttempt(
          key: .number(1), step: "strategy", model: "m", provider: "p", kind: "malformed_response",
          httpStatus: 200, body: [0x7B], promptTokens: 100, completionTokens: 1, costPicoUSD: 30,
          session: run.session))
      ledger.record(
        LedgerAttempt(
          key: .number(2), step: "strategy", model: "m", provider: "p",
          kind: LedgerAttempt.replaced, httpStatus: 200, body: [0x7B], session: run.session))
      try await ledger.record(
        LedgerFailure(
          key: .number(1), errorClass: "malformed_response", message: "no", isTransient: true))
      let unread = try ledger.unreadAttempts(after: 0)
      #expect(unread.map(\.attempt.key) == [.number(1)])
      #expect(try ledger.unreadBodyCount() == 1)
      try await ledger.rewrite([
        .rescued(paid(1, by: run.session, cost: 7), from: try #require(unread.first))
      ])
      #expect(try ledger.completion(for: .number(1))?.costPicoUSD == 7)
      #expect(try ledger.unreadBodyCount() == 0)
      #expect(try ledger.hasFailures() == false)
      let account = try #require(try ledger.runs().first).account
      #expect(account.requestsEnded == 2 && account.answers == 1)
      #expect(account.promptTokens == 10 && account.costPicoUSD == 7)
      let stored = try #require(try ledger.completion(for: .number(1)))
      var changed = stored
      changed.completionTokens = 9
      changed.costPicoUSD = 11
      try await ledger.rewrite([.completion(changed, before: stored)])
      #expect(try ledger.completion(for: .number(1)) == changed)
      #expect(try ledger.runs().first?.account.costPicoUSD == 11)
      #expect(try ledger.runs().first?.account.completionTokens == 9)
    }
  }

  @Test("A ledger of schema version 1 is migrated with all its content")
  func migrates() async throws {
    let old = try DatabaseQueue(path: folder.ledger)
    try await old.write { db in
      try db.execute(sql: LedgerSchema.initialTables)
      try db.execute(sql: "PRAGMA application_id = \(LedgerSchema.applicationID)")
      try db.execute(sql: "PRAGMA user_version = 1")
      try db.execute(
        sql: """
          INSERT INTO run (id, identity, configuration_path, task_type, mode, dataset_path, state,
            generation, cells_total, started_at)
          VALUES (1, x'00', 'c', 't', 'full', 'd', 'stopped', 0, 2, '2026-01-01T00:00:00Z');
          INSERT INTO session (id, run_id, host, boot_id, process_id, started_at, prompt_tokens)
          VALUES (1, 1, 'h', 'b', 1, '2026-01-01T00:00:00Z', 40);
          INSERT INTO completion (fingerprint, generation, step, turn, wire_format, model,
            provider, endpoint, usage_source, latency_ms, attempts, run_id, session_id, created_at,
            body, prompt_tokens)
          VALUES (zeroblob(32), 0, 'strategy', 0, 'openai_chat', 'm', 'p', 'p', 'reported', 1, 1,
            1, 1, '2026-01-01T00:00:00Z', x'626F6479', 41);
          """)
    }
    try old.close()
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let summary = try #require(try ledger.runs().first)
      #expect(summary.account.answers == 1 && summary.account.unpricedAnswers == 1)
      #expect(summary.account.requestsEnded == 1 && summary.account.promptTokens == 41)
      let key = LedgerKey(fingerprint: SHA256(bytes: Array(repeating: 0, count: 32)))
      #expect(try ledger.completion(for: key)?.costPicoUSD == nil)
      #expect(try ledger.completion(for: key)?.body == Array("body".utf8))
    }
    let indexes = "SELECT count(*) FROM sqlite_master WHERE name LIKE 'completion_by_%'"
    #expect(try SQLiteFile(folder.ledger).rows(indexes) == [["1"]])
    #expect(try SQLiteFile(folder.ledger).rows("PRAGMA user_version") == [["7"]])
  }
}
